package io.gangway.exchange;

/** What a phase says to the engine. */
public enum PhaseResult {
    /** Not concerned, or done with its part: the next phase runs. */
    NEXT,
    /** The exchange is being answered; no phase runs any more. */
    DONE,
    /** The phase goes on later and then calls {@link Exchange#resume} once. */
    PENDING,
    /** The exchange was sent to another uri or named location; phases start again there. */
    REDIRECT
}
