package io.gangway;

import io.gangway.exchange.Exchange;
import java.time.Duration;

/**
 * An event of one exchange, passed to a {@link Listener}. It reads the exchange itself, so it is valid during the call
 * only.
 */
public final class Event {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private final Exchange exchange;

    Event(Exchange exchange) {
        this.exchange = exchange;
    }

    /** The method as the client sent it. */
    public String method() {
        return exchange.head().method();
    }

    /** The request target exactly as the client sent it. One char per byte. */
    public String target() {
        return text("request_uri");
    }

    /** The client's address, {@code $remote_addr}. */
    public String client() {
        return text("remote_addr");
    }

    /** The status of the response; 101 for a tunnel, 499 when the client closed the connection before the response. */
    public int status() {
        return exchange.status();
    }

    /** Time since the first byte of the request. */
    public Duration age() {
        long nanos = exchange.loop().nanoTime() - exchange.startedNanos();
        return Duration.ofMillis(nanos / NANOS_PER_MILLI);
    }

    /** The addresses of the peers that were tried, {@code $upstream_addr}; empty when none was. */
    public String upstream() {
        return text("upstream_addr");
    }

    /**
     * The value of any variable that an access log could use, without the dollar sign: {@code bytes_sent}, {@code
     * http_user_agent}, {@code websocket_close_code}.
     *
     * @return null when the variable has no value or is not defined
     */
    public String variable(String name) {
        return exchange.variable(name);
    }

    private String text(String name) {
        String value = exchange.variable(name);
        return value == null ? "" : value;
    }
}
