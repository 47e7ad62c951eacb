package io.gangway.upstream;

import io.gangway.dns.Resolver;
import io.gangway.exchange.AttachmentKey;

/**
 * What finds the addresses of names that a location makes of variables.
 *
 * @param resolver {@code resolver}
 * @param timeoutMillis {@code resolver_timeout}
 */
record LocationResolver(Resolver resolver, long timeoutMillis) {
    /** Where a location that has one keeps it. */
    static final AttachmentKey<LocationResolver> KEY = new AttachmentKey<>("resolver");
}
