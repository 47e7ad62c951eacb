package io.gangway.upstream.exchange;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code proxy_next_upstream}: the failures after which another peer is tried, as bits of an int. */
public final class NextUpstream {
    static final int ERROR = 1;
    static final int TIMEOUT = 1 << 1;
    static final int INVALID_HEADER = 1 << 2;
    static final int HTTP_500 = 1 << 3;
    static final int HTTP_502 = 1 << 4;
    static final int HTTP_503 = 1 << 5;
    static final int HTTP_504 = 1 << 6;
    static final int HTTP_403 = 1 << 7;
    static final int HTTP_404 = 1 << 8;
    static final int HTTP_429 = 1 << 9;
    static final int NON_IDEMPOTENT = 1 << 10;
    static final int OFF = 1 << 11;
    /** Only for {@code proxy_cache_use_stale}. */
    static final int UPDATING = 1 << 12;

    /** The arguments of {@code proxy_next_upstream} and {@code proxy_cache_use_stale}. */
    static final Map<String, Integer> WORDS = Map.ofEntries(
            Map.entry("error", ERROR),
            Map.entry("timeout", TIMEOUT),
            Map.entry("invalid_header", INVALID_HEADER),
            Map.entry("http_500", HTTP_500),
            Map.entry("http_502", HTTP_502),
            Map.entry("http_503", HTTP_503),
            Map.entry("http_504", HTTP_504),
            Map.entry("http_403", HTTP_403),
            Map.entry("http_404", HTTP_404),
            Map.entry("http_429", HTTP_429),
            Map.entry("non_idempotent", NON_IDEMPOTENT),
            Map.entry("updating", UPDATING),
            Map.entry("off", OFF));

    /** The same for protocols other than HTTP, whose servers are no proxies. */
    private static final Map<String, Integer> GATEWAY_WORDS = WORDS.entrySet().stream()
            .filter(word -> word.getValue() != HTTP_502 && word.getValue() != HTTP_504)
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    /** The same for a protocol without a cache. */
    private static final Map<String, Integer> GRPC_WORDS = WORDS.entrySet().stream()
            .filter(word -> word.getValue() != UPDATING)
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private NextUpstream() {}

    /** The arguments of {@code proxy_next_upstream} and {@code proxy_cache_use_stale}, or those of another prefix. */
    public static Map<String, Integer> words(String prefix) {
        return switch (prefix) {
            case "proxy_" -> WORDS;
            case "grpc_" -> GRPC_WORDS;
            default -> GATEWAY_WORDS;
        };
    }

    /** Those that name a failure of the upstream, as text. */
    static String statuses(String prefix) {
        return words(prefix).containsKey("http_502")
                ? "http_500 | http_502 | http_503 | http_504"
                : "http_500 | http_503";
    }

    /** The combined bits; {@code off} overrides all others. */
    static int of(Set<Integer> words) {
        return words.contains(OFF) ? OFF : words.stream().reduce(0, (a, b) -> a | b);
    }

    /** The bit of a response status; 0 for a status after which no other peer is ever tried. */
    static int ofStatus(int status) {
        return switch (status) {
            case 500 -> HTTP_500;
            case 502 -> HTTP_502;
            case 503 -> HTTP_503;
            case 504 -> HTTP_504;
            case 403 -> HTTP_403;
            case 404 -> HTTP_404;
            case 429 -> HTTP_429;
            default -> 0;
        };
    }
}
