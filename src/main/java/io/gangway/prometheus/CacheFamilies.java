package io.gangway.prometheus;

import io.gangway.cache.CacheCounts.Status;
import io.gangway.cache.CacheZone;
import java.util.List;
import java.util.Locale;

/** The metrics of {@code proxy_cache_path} and the like. */
final class CacheFamilies {
    private CacheFamilies() {}

    static void add(Exposition out, List<CacheZone> caches) {
        Family responses = out.counter("gangway_cache_responses_total", "Responses by $upstream_cache_status.");
        Family bytes = out.counter("gangway_cache_sent_bytes_total", "Bytes of their bodies that were sent.");
        Family written = out.counter("gangway_cache_written_responses_total", "Responses that were stored.");
        Family writtenBytes = out.counter("gangway_cache_written_bytes_total", "Bytes of their bodies.");
        Family size = out.gauge("gangway_cache_size_bytes", "Length of the files, in whole blocks.");
        Family max = out.gauge("gangway_cache_max_size_bytes", "max_size of the cache; 0 without one.");
        Family keys = out.gauge("gangway_cache_keys", "Keys in memory.");
        for (CacheZone cache : caches) {
            for (Status status : Status.values()) {
                String[] labels = {"status", status.name().toLowerCase(Locale.ROOT), "zone", cache.name()};
                responses.add(cache.counts().responses(status), labels);
                bytes.add(cache.counts().bytes(status), labels);
                written.add(cache.counts().written(status), labels);
                writtenBytes.add(cache.counts().writtenBytes(status), labels);
            }
            long limit = cache.path().maxSize();
            size.add(cache.size(), "zone", cache.name());
            max.add(limit == Long.MAX_VALUE ? 0 : limit, "zone", cache.name());
            keys.add(cache.keys(), "zone", cache.name());
        }
    }
}
