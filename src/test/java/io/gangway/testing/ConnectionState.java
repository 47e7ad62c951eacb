package io.gangway.testing;

/** The state of a connection as seen from this end. */
public enum ConnectionState {
    /** The peer has not closed within the given time. */
    OPEN,
    /** The peer closed normally (FIN). */
    CLOSED,
    /** The peer reset the connection (RST). */
    RESET
}
