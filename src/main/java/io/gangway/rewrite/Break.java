package io.gangway.rewrite;

import io.gangway.exchange.PhaseResult;

/** {@code break}: ends the program, and stays in the location even if the URI has changed. */
enum Break implements Step {
    INSTANCE;

    @Override
    public PhaseResult run(Run run) {
        if (run.exchange().uriChanged()) {
            run.exchange().uriChanged(false);
            run.exchange().locationValid(false);
        }
        return PhaseResult.NEXT;
    }
}
