package io.gangway.core;

/** The order in which filters see the head of an answer, as nginx has them. */
public enum FilterSlot {
    NOT_MODIFIED,
    /** {@code add_header}, {@code expires}. */
    HEADERS,
    GUNZIP,
    ADDITION,
    SUBSTITUTION,
    CHARSET,
    GZIP,
    RANGE,
    /** What must know that nobody changes the head any more. */
    TRAILERS
}
