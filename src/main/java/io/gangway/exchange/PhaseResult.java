package io.gangway.exchange;

/** What a phase says to the engine. */
public enum PhaseResult {
    /** Not concerned, or done with its part: the next phase runs. */
    NEXT,
    /** The exchange is being answered, or was sent to another uri or named location, where phases start again. */
    DONE,
    /** The phase goes on later: it ends or redirects the exchange then, or calls {@link Exchange#resume} once. */
    PENDING
}
