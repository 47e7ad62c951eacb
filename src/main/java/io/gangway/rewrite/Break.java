package io.gangway.rewrite;

import io.gangway.core.Outcome;

/** {@code break}: ends the program and keeps the location. */
enum Break implements Step {
    INSTANCE;

    @Override
    public Outcome run(Run run) {
        if (run.exchange().uriChanged()) {
            run.exchange().uriChanged(false);
            run.exchange().locationValid(false);
        }
        return Outcome.NEXT;
    }
}
