package io.gangway.api;

import io.gangway.cache.CacheCounts;
import io.gangway.cache.CacheCounts.Status;
import io.gangway.cache.CacheZone;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A cache as JSON. */
final class CacheJson {
    private static final List<Status> FROM_CACHE =
            List.of(Status.HIT, Status.STALE, Status.UPDATING, Status.REVALIDATED);
    private static final List<Status> FROM_UPSTREAM = List.of(Status.MISS, Status.EXPIRED, Status.BYPASS);

    private CacheJson() {}

    static Map<String, Object> of(CacheZone cache, ResourceRequest request) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("size", cache.size());
        if (cache.path().maxSize() != Long.MAX_VALUE) {
            json.put("max_size", cache.path().maxSize());
        }
        json.put("cold", cache.isCold());
        CacheCounts counts = cache.counts();
        FROM_CACHE.forEach(status -> json.put(name(status), responses(counts, status)));
        for (Status status : FROM_UPSTREAM) {
            Map<String, Object> responses = responses(counts, status);
            responses.put("responses_written", counts.written(status));
            responses.put("bytes_written", counts.writtenBytes(status));
            json.put(name(status), responses);
        }
        return json;
    }

    private static Map<String, Object> responses(CacheCounts counts, Status status) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("responses", counts.responses(status));
        json.put("bytes", counts.bytes(status));
        return json;
    }

    private static String name(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
