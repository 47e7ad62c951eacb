package io.gangway.core;

/** A place in which a directive may stand, as in nginx. The two {@code if} contexts are kept apart, as nginx does. */
public enum Context {
    MAIN,
    EVENTS,
    HTTP,
    SERVER,
    SERVER_IF,
    LOCATION,
    LOCATION_IF,
    LIMIT_EXCEPT,
    UPSTREAM
}
