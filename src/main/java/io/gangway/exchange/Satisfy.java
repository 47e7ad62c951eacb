package io.gangway.exchange;

/** The words of {@code satisfy}: how many of the access phases must allow a request. */
public enum Satisfy {
    /** All of them. */
    ALL,
    /** One is enough. */
    ANY
}
