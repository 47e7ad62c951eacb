package io.gangway.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the tunnels of one location to one upstream with one protocol. Thread-safe; increments do not allocate, except
 * for the first close of its kind.
 */
public final class TunnelCounts {
    /** Kinds of messages. */
    public enum Kind {
        TEXT,
        BINARY,
        PING,
        PONG
    }

    /** The versions of HTTP that opened the two legs of a tunnel. */
    public enum Legs {
        HTTP1_TO_HTTP1(false, false),
        HTTP1_TO_HTTP2(false, true),
        HTTP2_TO_HTTP1(true, false),
        HTTP2_TO_HTTP2(true, true);

        private final boolean client;
        private final boolean upstream;

        Legs(boolean client, boolean upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        /**
         * Those of a tunnel.
         *
         * @param client whether the client's leg is a stream of HTTP/2
         * @param upstream whether the upstream's is
         */
        public static Legs of(boolean client, boolean upstream) {
            return client ? upstream ? HTTP2_TO_HTTP2 : HTTP2_TO_HTTP1 : upstream ? HTTP1_TO_HTTP2 : HTTP1_TO_HTTP1;
        }

        /** {@code $server_protocol} of the client's leg. */
        public String client() {
            return version(client);
        }

        /** The protocol of the upstream's leg. */
        public String upstream() {
            return version(upstream);
        }

        private static String version(boolean http2) {
            return http2 ? "HTTP/2.0" : "HTTP/1.1";
        }
    }

    /**
     * How a tunnel ended.
     *
     * @param code of the first close frame: {@code 1000} and so on, 1006 without one; {@code none} for tunnels without
     *     WebSocket frames
     * @param by its sender: client, upstream or gangway; {@code none} without a close frame
     */
    public record Close(String code, String by) {}

    /** More kinds of closes than that are counted by ranges of codes: a client can choose any of 2000 codes. */
    private static final int MAX_CLOSES = 64;

    private static final int PRIVATE_CODES = 3000;

    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    private final String upstream;
    private final String protocol;
    private final LongAdder open = new LongAdder();
    private final LongAdder opened = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder[] legsOpen = adders(Legs.values().length);
    private final LongAdder[] legsOpened = adders(Legs.values().length);
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder[] messagesIn = adders(Kind.values().length);
    private final LongAdder[] messagesOut = adders(Kind.values().length);
    private final Map<Close, LongAdder> closes = new ConcurrentHashMap<>();
    private final Histogram duration =
            new Histogram(SECOND, 10 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, 24 * HOUR);

    /**
     * Creates counters.
     *
     * @param upstream name of the upstream; empty for an address that is computed at run time
     * @param protocol {@code websocket} or {@code other}
     */
    public TunnelCounts(String upstream, String protocol) {
        this.upstream = upstream;
        this.protocol = protocol;
    }

    private static LongAdder[] adders(int size) {
        LongAdder[] adders = new LongAdder[size];
        for (int i = 0; i < adders.length; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    public String upstream() {
        return upstream;
    }

    public String protocol() {
        return protocol;
    }

    // ---- counting

    public void opened(Legs legs) {
        opened.increment();
        open.increment();
        legsOpened[legs.ordinal()].increment();
        legsOpen[legs.ordinal()].increment();
    }

    /** A tunnel has ended. */
    public void closed(Legs legs, Close how, long millis) {
        legsOpen[legs.ordinal()].decrement();
        closes.computeIfAbsent(bounded(how), h -> new LongAdder()).increment();
        duration.record(millis);
        open.decrement();
    }

    private Close bounded(Close how) {
        boolean isPrivate = how.code().length() == 4 && how.code().compareTo(String.valueOf(PRIVATE_CODES)) >= 0;
        return isPrivate && closes.size() >= MAX_CLOSES && !closes.containsKey(how)
                ? new Close(how.code().charAt(0) + "xxx", how.by())
                : how;
    }

    /** Frame tracking has stopped in one direction at a malformed frame. */
    public void malformed() {
        malformed.increment();
    }

    /** Bytes from the client. */
    public void in(long bytes) {
        bytesIn.add(bytes);
    }

    /** Bytes to the client. */
    public void out(long bytes) {
        bytesOut.add(bytes);
    }

    /** Complete messages from the client. */
    public void in(Kind kind, long messages) {
        messagesIn[kind.ordinal()].add(messages);
    }

    /** Complete messages to the client. */
    public void out(Kind kind, long messages) {
        messagesOut[kind.ordinal()].add(messages);
    }

    // ---- reading

    /** Tunnels that are open now. */
    public long open() {
        return Math.max(0, open.sum());
    }

    /** All tunnels that were opened. */
    public long total() {
        return opened.sum();
    }

    /** Directions in which tracking stopped at a malformed frame. */
    public long malformedDirections() {
        return malformed.sum();
    }

    public long bytesIn() {
        return bytesIn.sum();
    }

    public long bytesOut() {
        return bytesOut.sum();
    }

    public long messagesIn(Kind kind) {
        return messagesIn[kind.ordinal()].sum();
    }

    public long messagesOut(Kind kind) {
        return messagesOut[kind.ordinal()].sum();
    }

    /** Open tunnels with these legs. */
    public long open(Legs legs) {
        return legsOpen[legs.ordinal()].sum();
    }

    /** Tunnels with these legs since the start. */
    public long total(Legs legs) {
        return legsOpened[legs.ordinal()].sum();
    }

    /** The ends by kind. */
    public Map<Close, LongAdder> closes() {
        return closes;
    }

    /** The number of tunnels with this sender of the first close frame. */
    public long closedBy(String by) {
        return closes.entrySet().stream()
                .filter(close -> close.getKey().by().equals(by))
                .mapToLong(close -> close.getValue().sum())
                .sum();
    }

    /** How long the ended tunnels were open. */
    public Histogram duration() {
        return duration;
    }
}
