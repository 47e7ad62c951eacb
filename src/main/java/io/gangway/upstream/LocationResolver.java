package io.gangway.upstream;

import io.gangway.dns.Resolver;
import io.gangway.exchange.AttachmentKey;

/**
 * Resolves host names that a location computes from variables.
 *
 * @param resolver {@code resolver}
 * @param timeoutMillis {@code resolver_timeout}
 */
record LocationResolver(Resolver resolver, long timeoutMillis) {
    /** The attachment of a location that has a resolver. */
    static final AttachmentKey<LocationResolver> KEY = new AttachmentKey<>("resolver");
}
