package io.gangway.exchange;

/** What a phase tells the phase engine. */
public enum PhaseResult {
    /** Continue with the next phase. */
    NEXT,
    /** A response is being sent, or phases start again at another uri or named location. */
    DONE,
    /** The phase continues later: it then responds, redirects, or calls {@link Exchange#resume} once. */
    PENDING
}
