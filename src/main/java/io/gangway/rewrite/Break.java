package io.gangway.rewrite;

import io.gangway.conf.Node;
import io.gangway.exchange.PhaseResult;

/** {@code break}: ends the program, and stays in the location even if the URI has changed. */
record Break(Node node) implements Step {
    @Override
    public PhaseResult run(Run run) {
        if (run.explains()) {
            run.note(node, "ends the rewriting of this level");
        }
        if (run.exchange().uriChanged()) {
            run.exchange().uriChanged(false);
            run.exchange().locationValid(false);
        }
        return PhaseResult.NEXT;
    }
}
