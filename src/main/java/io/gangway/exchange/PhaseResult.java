package io.gangway.exchange;

/** The result of a phase handler: how the phase engine continues. */
public enum PhaseResult {
    /** Continue with the next phase. */
    NEXT,
    /** A response is being sent, or phases start again at another uri or named location. */
    DONE,
    /** The phase continues later: it then responds, redirects, or calls {@link Exchange#resume} once. */
    PENDING
}
