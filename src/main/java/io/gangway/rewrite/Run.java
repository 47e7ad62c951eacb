package io.gangway.rewrite;

import io.gangway.conf.Node;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseResult;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.regex.Regex;

/** Executes a {@link RewriteProgram} for one exchange. Confined to its loop. */
final class Run {
    private final RewriteProgram program;
    private final Exchange exchange;

    /** Index of the next step. */
    private int next;

    /** Whether captures are escaped: as in nginx, until a rewrite has matched. */
    private boolean quoted = true;

    Run(RewriteProgram program, Exchange exchange) {
        this.program = program;
        this.exchange = exchange;
    }

    Exchange exchange() {
        return exchange;
    }

    boolean quoted() {
        return quoted;
    }

    void rewritten() {
        quoted = false;
    }

    void jump(int step) {
        next = step;
    }

    /** Runs until the end, or until a step is pending or responds. */
    PhaseResult proceed() {
        while (next < program.size()) {
            PhaseResult result = program.step(next++).run(this);
            if (result != null) {
                return result;
            }
        }
        return PhaseResult.NEXT;
    }

    /** Matches a pattern of {@code rewrite} or {@code if}. */
    boolean match(Regex pattern, String subject) {
        boolean matches = exchange.match(pattern, subject);
        if (!matches) {
            exchange.forgetCaptures();
        }
        if (program.logs()) {
            log("\"" + pattern + (matches ? "\" matches \"" : "\" does not match \"") + subject + '"');
        }
        return matches;
    }

    /** Whether the request is explained, so that steps call {@link #note}. */
    boolean explains() {
        return exchange.explanation() != null;
    }

    /** Records a step of an explained request. */
    void note(Node node, String text) {
        exchange.explanation().step(Topic.REWRITE, node, node.name() + ": " + text);
    }

    /** The captures of the last match, as text. */
    String captures(Regex pattern) {
        StringBuilder text = new StringBuilder();
        for (int group = 1; group <= Math.min(pattern.groups(), 9); group++) {
            text.append(text.isEmpty() ? ", with $" : ", $")
                    .append(group)
                    .append(" = \"")
                    .append(exchange.capture(group))
                    .append('"');
        }
        return text.toString();
    }

    boolean logs() {
        return program.logs();
    }

    void log(String message) {
        exchange.log(LogLevel.NOTICE, message);
    }
}
