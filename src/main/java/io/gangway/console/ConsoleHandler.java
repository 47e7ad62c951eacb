package io.gangway.console;

import io.gangway.admin.AccessRules;
import io.gangway.admin.AdminApi;
import io.gangway.admin.AdminModule;
import io.gangway.admin.JsonResponse;
import io.gangway.admin.Refusal;
import io.gangway.content.BytesProducer;
import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.http.Fields;

/** Responds with the files of the page, and passes what is below {@code api/} to the API. */
final class ConsoleHandler implements PhaseHandler {
    private static final String API = "api/";

    /** The page needs nothing from elsewhere, and no text may become a script. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'";

    private final String prefix;
    private final AccessRules rules;
    private final AdminApi api;
    private final ConsolePage page;

    /** @param prefix the name of the location */
    ConsoleHandler(String prefix, AccessRules rules, AdminApi api, ConsolePage page) {
        this.prefix = prefix;
        this.rules = rules;
        this.api = api;
        this.page = page;
    }

    @Override
    public PhaseResult run(Exchange exchange) {
        String path = AdminModule.below(exchange, prefix);
        if (path.startsWith(API)) {
            return api.run(exchange, rules, path.substring(API.length()));
        }
        Refusal refusal = rules.check(exchange);
        if (refusal != null) {
            return JsonResponse.refuse(exchange, refusal);
        }
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            return exchange.end(405);
        }
        PhaseResult refused = exchange.discardBody();
        if (refused != null) {
            return refused;
        }
        if (path.isEmpty() && !exchange.uri().endsWith("/")) {
            return redirect(exchange);
        }
        ConsolePage.Asset asset = page.asset(path.isEmpty() ? ConsolePage.INDEX : path);
        return asset == null ? exchange.end(404) : respond(exchange, asset);
    }

    /** The API may change the server, so it is not asked. */
    @Override
    public PhaseResult explain(Exchange exchange) {
        boolean asksApi = AdminModule.below(exchange, prefix).startsWith(API) && rules.check(exchange) == null;
        return asksApi ? PhaseHandler.assume(exchange, "gangway_console", "application/json") : run(exchange);
    }

    /** The addresses in the page are relative, so its own must end with a slash. */
    private PhaseResult redirect(Exchange exchange) {
        return exchange.respond(new Response(301).location(prefix + "/").contentLength(0), new BytesProducer(""));
    }

    private static PhaseResult respond(Exchange exchange, ConsolePage.Asset asset) {
        Response response = new Response(200)
                .contentType(asset.type())
                .charset("utf-8")
                .contentLength(asset.bytes().length)
                .etag(asset.etag());
        Fields.Builder fields = response.fields();
        fields.add("Cache-Control", "no-cache");
        fields.add("Content-Security-Policy", POLICY);
        fields.add("X-Content-Type-Options", "nosniff");
        fields.add("Referrer-Policy", "no-referrer");
        fields.add("Cross-Origin-Opener-Policy", "same-origin");
        fields.add("Cross-Origin-Resource-Policy", "same-origin");
        return exchange.respond(response, new BytesProducer(asset.bytes()));
    }
}
