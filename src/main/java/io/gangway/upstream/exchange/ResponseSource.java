package io.gangway.upstream.exchange;

/** Where a response comes from, which decides whether conditions and ranges of the request are evaluated here. */
enum ResponseSource {
    /** From the upstream, which has evaluated them. */
    UPSTREAM,
    /** From the upstream, and it may be stored, so that the request was sent without them. */
    STORABLE,
    /** From the cache. */
    CACHE
}
