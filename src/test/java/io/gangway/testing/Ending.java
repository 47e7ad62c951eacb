package io.gangway.testing;

/** How a connection stands from this side. */
public enum Ending {
    /** The peer has not closed within the time given. */
    OPEN,
    /** The peer closed in order (FIN). */
    CLOSED,
    /** The peer broke off (RST). */
    RESET
}
