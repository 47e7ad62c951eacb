package io.gangway.websocket;

/** The two ends of a tunnel, and Gangway between them. */
public enum Side {
    /** The sender of the upgrade request. */
    CLIENT,
    /** The backend. */
    UPSTREAM,
    /** Gangway itself. */
    GANGWAY
}
