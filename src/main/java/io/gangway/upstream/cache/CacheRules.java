package io.gangway.upstream.cache;

import io.gangway.cache.CacheSettings;
import io.gangway.cache.CacheZone;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import java.util.List;
import java.util.Map;

/**
 * The settings of a cache in one location, read once. Immutable.
 *
 * @param zone the name of the zone; may be empty or {@code off}
 * @param zones those of the protocol, by name
 * @param key null for the default of the protocol
 * @param bypass if one of them is neither empty nor 0, the response is not taken from the cache
 * @param exclude if one of them is neither empty nor 0, the response is not stored
 * @param purge if one of them is neither empty nor 0, the request removes the response
 * @param post whether responses to POST are stored
 * @param stale when a stale response is sent: bits that the protocols of upstreams define
 * @param access how requests use the zone
 * @param maxRangeOffset a request for a range that begins there or later is not stored
 * @param convertHead whether GET is sent for HEAD
 */
public record CacheRules(
        Template zone,
        Map<String, CacheZone> zones,
        Template key,
        List<Template> bypass,
        List<Template> exclude,
        List<Template> purge,
        ValidTimes valid,
        boolean post,
        int stale,
        CacheSettings access,
        long maxRangeOffset,
        boolean revalidate,
        boolean convertHead,
        boolean backgroundUpdate) {

    public CacheRules {
        zones = Map.copyOf(zones);
        bypass = List.copyOf(bypass);
        exclude = List.copyOf(exclude);
        purge = List.copyOf(purge);
    }

    /** The zone named by the setting for a request; null for none. */
    public String zoneName(Exchange x) {
        String name = zone.render(x);
        return name.isEmpty() || name.equals("off") ? null : name;
    }

    /** Whether responses to that method are cached. */
    public boolean isCached(String method) {
        return method.equals("GET") || method.equals("HEAD") || post && method.equals("POST");
    }

    /**
     * Whether a request for a range is too far from the beginning to fetch and store the whole response.
     *
     * @param range {@code Range}; null for none
     */
    public boolean isBeyondRange(String range) {
        if (range == null || maxRangeOffset == Long.MAX_VALUE) {
            return false;
        }
        if (maxRangeOffset == 0) {
            return true;
        }
        if (range.length() < 7 || !range.regionMatches(true, 0, "bytes=", 0, 6)) {
            return false;
        }
        int at = 6;
        while (at < range.length() && range.charAt(at) == ' ') {
            at++;
        }
        if (at < range.length() && range.charAt(at) == '-') {
            return true;
        }
        int end = at;
        while (end < range.length() && range.charAt(end) >= '0' && range.charAt(end) <= '9') {
            end++;
        }
        return offset(range.substring(at, end)) >= maxRangeOffset;
    }

    /** As in nginx, no digits or too many of them are no offset. */
    private static long offset(String digits) {
        try {
            return digits.isEmpty() ? -1 : Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
