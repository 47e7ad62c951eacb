package io.gangway.cache;

/**
 * How the requests of a location use a cache.
 *
 * @param minUses {@code proxy_cache_min_uses}
 * @param headLimit maximum offset of the body in a file, {@code proxy_buffer_size}
 * @param lock {@code proxy_cache_lock}
 * @param lockTimeoutMillis {@code proxy_cache_lock_timeout}
 * @param lockAgeMillis {@code proxy_cache_lock_age}
 */
public record CacheSettings(int minUses, int headLimit, boolean lock, long lockTimeoutMillis, long lockAgeMillis) {}
