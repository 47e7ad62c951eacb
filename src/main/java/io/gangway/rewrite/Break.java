package io.gangway.rewrite;

import io.gangway.core.Outcome;

/** {@code break}: ends the program and keeps the location. */
enum Break implements Step {
    INSTANCE;

    @Override
    public Outcome run(Run run) {
        run.exchange().uriChanged(false);
        return Outcome.NEXT;
    }
}
