package io.gangway.exchange;

/** The values of {@code satisfy}: how many access phases must allow a request. */
public enum Satisfy {
    /** All of them. */
    ALL,
    /** One is enough. */
    ANY
}
