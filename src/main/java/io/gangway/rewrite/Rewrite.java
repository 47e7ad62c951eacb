package io.gangway.rewrite;

import io.gangway.conf.Node;
import io.gangway.config.DirectiveArguments;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseResult;
import io.gangway.exchange.Template;
import io.gangway.http.PercentEncoding;
import io.gangway.regex.Regex;

/**
 * {@code rewrite}.
 *
 * @param path the replacement before its first question mark; for a redirect the whole replacement
 * @param newArgs the replacement after its first question mark; null if there is none, and for a redirect
 * @param keepsArgs whether the args of the request are appended, that is, the replacement does not end with a question
 *     mark
 * @param hasArgs whether there is a question mark in the replacement
 * @param end how processing continues after a match
 * @param node the directive
 */
record Rewrite(Regex pattern, Template path, Template newArgs, boolean keepsArgs, boolean hasArgs, End end, Node node)
        implements Step {
    /** The flag, or the one implied by the replacement. */
    enum End {
        /** Continues with the next step. */
        NONE(0, ""),
        /** Searches for a location again. */
        LAST(0, "; last: a location is searched again"),
        /** Continues with the next phase, in the same location. */
        BREAK(0, "; break: the location stays"),
        REDIRECT(302, ""),
        PERMANENT(301, "");

        private final int status;
        private final String meaning;

        End(int status, String meaning) {
            this.status = status;
            this.meaning = meaning;
        }
    }

    static Step read(DirectiveArguments arguments) {
        String replacement = arguments.arg(1);
        if (replacement.isEmpty()) {
            throw arguments.error("empty replacement");
        }
        Regex pattern = arguments.regex(arguments.arg(0), false);
        End end = end(arguments, replacement);
        boolean keepsArgs = !replacement.endsWith("?");
        if (!keepsArgs) {
            replacement = replacement.substring(0, replacement.length() - 1);
        }
        int question = replacement.indexOf('?');
        if (end.status != 0 || question < 0) {
            return new Rewrite(
                    pattern, arguments.template(replacement), null, keepsArgs, question >= 0, end, arguments.node());
        }
        Template path = arguments.template(replacement.substring(0, question));
        Template args = arguments.template(replacement.substring(question + 1));
        return new Rewrite(pattern, path, args, keepsArgs, true, end, arguments.node());
    }

    private static End end(DirectiveArguments arguments, String replacement) {
        End implied = isUrl(replacement) ? End.REDIRECT : End.NONE;
        if (arguments.count() == 2) {
            return implied;
        }
        return switch (arguments.arg(2)) {
            // A URL always redirects.
            case "last" -> implied == End.NONE ? End.LAST : implied;
            case "break" -> implied == End.NONE ? End.BREAK : implied;
            case "redirect" -> End.REDIRECT;
            case "permanent" -> End.PERMANENT;
            default -> throw arguments.invalidParameter(arguments.arg(2));
        };
    }

    /** Whether a replacement begins like a URL, and therefore redirects. */
    static boolean isUrl(String text) {
        return text.startsWith("http://") || text.startsWith("https://") || text.startsWith("$scheme");
    }

    @Override
    public PhaseResult run(Run run) {
        Exchange exchange = run.exchange();
        if (!run.match(pattern, exchange.uri())) {
            if (run.explains()) {
                run.note(node, "\"" + pattern + "\" does not match \"" + exchange.uri() + '"');
            }
            return null;
        }
        exchange.internal(true);
        exchange.uriChanged(end != End.BREAK);
        if (end == End.BREAK) {
            exchange.locationValid(false);
        }
        if (run.explains()) {
            run.note(node, "\"" + pattern + "\" matches \"" + exchange.uri() + '"' + run.captures(pattern));
        }
        run.rewritten();
        return end.status != 0 ? redirect(run) : rewrite(run);
    }

    private PhaseResult redirect(Run run) {
        Exchange exchange = run.exchange();
        String target = PercentEncoding.unescapeRedirect(path.render(exchange, true));
        String args = exchange.args();
        if (keepsArgs && args != null && !args.isEmpty()) {
            target += (hasArgs ? '&' : '?') + args;
        }
        if (run.logs()) {
            run.log("rewritten redirect: \"" + target + '"');
        }
        if (run.explains()) {
            run.note(node, "redirects the client with " + end.status + " to \"" + target + '"');
        }
        return exchange.end(end.status, target);
    }

    private PhaseResult rewrite(Run run) {
        Exchange exchange = run.exchange();
        String uri = path.render(exchange);
        String args = args(exchange);
        if (run.logs()) {
            run.log("rewritten data: \"" + uri + "\", args: \"" + (args == null ? "" : args) + '"');
        }
        if (run.explains()) {
            run.note(node, "the URI becomes \"" + uri + (args == null ? "" : "?" + args) + '"' + end.meaning);
        }
        exchange.uri(uri);
        exchange.args(args);
        if (uri.isEmpty()) {
            exchange.log(LogLevel.ERROR, "the rewritten URI has a zero length");
            return exchange.end(500);
        }
        return end == End.NONE ? null : PhaseResult.NEXT;
    }

    private String args(Exchange exchange) {
        String args = exchange.args();
        if (newArgs == null) {
            return keepsArgs || args == null ? args : "";
        }
        String more = newArgs.render(exchange, true);
        return keepsArgs && args != null && !args.isEmpty() ? more + '&' + args : more;
    }
}
