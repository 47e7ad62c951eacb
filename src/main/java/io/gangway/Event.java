package io.gangway;

import io.gangway.exchange.Exchange;
import java.time.Duration;

/**
 * What a {@link Listener} is told about one exchange. Reads the exchange itself: of use during the call only.
 */
public final class Event {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private final Exchange exchange;

    Event(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Method, as the client sent it. */
    public String method() {
        return exchange.head().method();
    }

    /** The request target, byte for byte as the client sent it. One char is one byte. */
    public String target() {
        return text("request_uri");
    }

    /** The client's address, {@code $remote_addr}. */
    public String client() {
        return text("remote_addr");
    }

    /** Status of the answer; 101 for a tunnel, 499 when the client left before there was one. */
    public int status() {
        return exchange.status();
    }

    /** Since the first byte of the request. */
    public Duration age() {
        long nanos = exchange.loop().nanoTime() - exchange.startedNanos();
        return Duration.ofMillis(nanos / NANOS_PER_MILLI);
    }

    /** The peers that were tried, {@code $upstream_addr}; empty when none was. */
    public String upstream() {
        return text("upstream_addr");
    }

    /**
     * Any variable that an access log could name, without the dollar sign: {@code bytes_sent}, {@code http_user_agent},
     * {@code websocket_close_code}. Null when it has no value or nobody defined it.
     */
    public String variable(String name) {
        return exchange.variable(name);
    }

    private String text(String name) {
        String value = exchange.variable(name);
        return value == null ? "" : value;
    }
}
