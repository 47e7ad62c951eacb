package io.gangway.exchange;

import io.gangway.conf.Levels;
import io.gangway.conf.Node;
import io.gangway.content.BytesProducer;
import io.gangway.content.Response;
import io.gangway.explain.ExplanationStep.Topic;
import java.util.Set;
import java.util.function.Consumer;

/** Responds with a status: by {@code error_page}, else with nginx's built-in page. */
final class SpecialResponse {
    /** nginx closes the connection after these, since the bytes that follow cannot be trusted. */
    private static final Set<Integer> CLOSING = Set.of(400, 413, 414, 495, 496, 497, 500, 501);

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /** nginx's own statuses, which the client sees as 400. */
    private static final Set<Integer> AS_BAD_REQUEST = Set.of(494, 495, 496, 497);

    /** The connection is closed without a response. */
    private static final Set<Integer> SILENT = Set.of(408, 444, 499);

    private SpecialResponse() {}

    static PhaseResult send(Exchange exchange, int status, String location) {
        if (SILENT.contains(status)) {
            return exchange.drop(status);
        }
        Consumer<Exchange> stub = exchange.stream().stub();
        if (stub != null) {
            stub.accept(exchange);
            return PhaseResult.DONE;
        }
        exchange.responseState().errorStatus(status);
        if (CLOSING.contains(status)) {
            exchange.stream().closeAfter();
        }
        ErrorPages pages = exchange.location().settings().errorPages();
        if (!pages.isEmpty() && !exchange.responseState().errorPageUsed() && exchange.mayRedirect()) {
            ErrorPages.Page page = pages.find(status);
            if (page != null) {
                exchange.responseState()
                        .errorPageUsed(!exchange.location().settings().recursiveErrorPages());
                exchange.responseState().location(location);
                return page(exchange, status, page);
            }
        }
        return plain(exchange, status, location);
    }

    /**
     * Responds with 500: first by its error page; if that fails too, without error page and filters, so that nothing
     * else can fail.
     */
    static PhaseResult failed(Exchange exchange) {
        return switch (exchange.responseState().failed()) {
            case 1 -> exchange.end(500);
            case 2 -> {
                exchange.stream().closeAfter();
                yield plain(exchange, 500, null);
            }
            default -> exchange.drop(500);
        };
    }

    private static PhaseResult page(Exchange exchange, int status, ErrorPages.Page page) {
        switch (page.override()) {
            case KEEP -> {
                if (AS_BAD_REQUEST.contains(exchange.responseState().errorStatus())) {
                    exchange.responseState().errorStatus(400);
                }
            }
            case OF_PAGE -> exchange.responseState().errorStatus(0);
            case GIVEN -> exchange.responseState().errorStatus(page.status());
        }
        if (page.override() != ErrorPages.StatusOverride.OF_PAGE
                && exchange.responseState().errorStatus() != 200) {
            exchange.received().refused();
        }
        String target = page.target().render(exchange);
        if (exchange.explanation() != null) {
            note(exchange, status, target);
        }
        if (target.startsWith("/")) {
            if (!exchange.method().equals("HEAD")) {
                exchange.method("GET");
            }
            int question = target.indexOf('?');
            String uri = question < 0 ? target : target.substring(0, question);
            return exchange.redirect(uri, question < 0 ? null : target.substring(question + 1));
        }
        if (target.startsWith("@")) {
            return exchange.redirectNamed(target);
        }
        if (!REDIRECTS.contains(page.status())) {
            exchange.responseState().errorStatus(302);
        }
        return plain(exchange, exchange.responseState().errorStatus(), target);
    }

    private static void note(Exchange exchange, int status, String target) {
        Levels levels = exchange.location().source().levels();
        Node node = levels == null
                ? null
                : levels.find("error_page").stream()
                        .filter(line -> line.args().stream()
                                .anyMatch(word -> word.text().equals(Integer.toString(status))))
                        .findFirst()
                        .orElse(null);
        exchange.explanation().step(Topic.ERROR, node, "error_page catches " + status + ": \"" + target + "\"");
    }

    private static PhaseResult plain(Exchange exchange, int status, String location) {
        exchange.received().discardOrClose();
        LocationSettings settings = exchange.location().settings();
        BytesProducer page = new BytesProducer(
                BuiltInPage.of(status, settings.serverTokens(), settings.msiePadding() ? exchange.head() : null));
        int sent = AS_BAD_REQUEST.contains(status) ? 400 : status;
        Response response = new Response(sent).location(location);
        if (page.length() > 0) {
            response.contentType("text/html");
        }
        exchange.responseState().errorStatus(sent);
        return exchange.respond(response.contentLength(status == 204 ? -1 : page.length()), page);
    }
}
