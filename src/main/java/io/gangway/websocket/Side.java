package io.gangway.websocket;

/** The two ends of a tunnel, and what stands between them. */
public enum Side {
    /** Who asked for the upgrade. */
    CLIENT,
    /** The backend. */
    UPSTREAM,
    /** Ourselves. */
    GANGWAY
}
