package io.gangway.rewrite;

import io.gangway.conf.Node;
import io.gangway.config.DirectiveArguments;
import io.gangway.content.BytesProducer;
import io.gangway.content.Response;
import io.gangway.exchange.AccelFields;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseResult;
import io.gangway.exchange.Template;
import java.util.Set;

/**
 * {@code return}.
 *
 * @param text the body, or the target of a redirect
 * @param node the directive
 */
record Return(int status, Template text, Node node) implements Step {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MAX = 999;

    static Step read(DirectiveArguments arguments) {
        String first = arguments.arg(0);
        int status = status(first);
        if (status < 0 && arguments.count() == 1 && Rewrite.isUrl(first)) {
            return new Return(302, arguments.template(first), arguments.node());
        }
        if (status < 0 || status > MAX) {
            throw arguments.error("invalid return code \"" + first + "\"");
        }
        Template text = arguments.count() == 1 ? Template.of("") : arguments.template(arguments.arg(1));
        return new Return(status, text, arguments.node());
    }

    /** The status; -1 if it is not a number; above {@link #MAX} if it has too many digits. */
    private static int status(String word) {
        if (word.isEmpty() || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        String digits = word.replaceFirst("^0+(?=.)", "");
        return digits.length() > 9 ? MAX + 1 : Integer.parseInt(digits);
    }

    @Override
    public PhaseResult run(Run run) {
        Exchange exchange = run.exchange();
        if (status >= 400 && text.source().isEmpty()) {
            if (run.explains()) {
                run.note(node, "responds with " + status);
            }
            return exchange.end(status);
        }
        PhaseResult refused = exchange.discardBody();
        if (refused != null) {
            return refused;
        }
        exchange.intendedStatus(status);
        String value = text.render(exchange);
        if (run.explains()) {
            run.note(node, "responds with " + status + (value.isEmpty() ? "" : ": \"" + value + '"'));
        }
        if (REDIRECTS.contains(status)) {
            return exchange.end(status, value);
        }
        Response response = AccelFields.applyTo(new Response(status), exchange);
        return exchange.respond(response.contentLength(value.length()), new BytesProducer(value));
    }
}
