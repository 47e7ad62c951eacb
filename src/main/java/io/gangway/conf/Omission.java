package io.gangway.conf;

/** What happens with a directive that is not supported when the user asks to leave such directives out. */
public enum Omission {
    /** It is left out: without it no request gets more than with it. */
    LEAVES,
    /** It responds to requests. They get 501 in its place, and not a file of the location. */
    RESPONDS,
    /** It is left out, and the variables that it defines are empty, where that cannot allow more. */
    DEFINES,
    /** Without it more could be allowed: it is an error. An argument {@code off} is left out. */
    RESTRICTS
}
