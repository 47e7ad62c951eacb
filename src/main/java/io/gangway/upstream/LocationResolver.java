package io.gangway.upstream;

import io.gangway.config.Scope;
import io.gangway.dns.Resolver;
import io.gangway.exchange.AttachmentKey;

/**
 * Resolves host names at run time, such as those that a location computes from variables.
 *
 * @param resolver {@code resolver}
 * @param timeoutMillis {@code resolver_timeout}
 */
public record LocationResolver(Resolver resolver, long timeoutMillis) {
    /** The attachment of a location that has a resolver. */
    static final AttachmentKey<LocationResolver> KEY = new AttachmentKey<>("resolver");

    /** The resolver of a level; null for none. */
    public static LocationResolver of(Scope scope) {
        Resolver resolver = scope.get(UpstreamDirectives.RESOLVER);
        return resolver == null
                ? null
                : new LocationResolver(
                        resolver, scope.get(UpstreamDirectives.RESOLVER_TIMEOUT).toMillis());
    }
}
