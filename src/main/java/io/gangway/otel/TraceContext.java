package io.gangway.otel;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The identity of a span (W3C Trace Context, 3.2).
 *
 * @param traceId 32 lower-case hexadecimal digits
 * @param spanId 16 of them
 * @param sampled whether the caller records the trace
 * @param state the value of {@code tracestate}; may be empty
 */
record TraceContext(String traceId, String spanId, boolean sampled, String state) {
    private static final int TRACE_ID = 32;
    private static final int SPAN_ID = 16;
    private static final int LENGTH = "00-".length() + TRACE_ID + 1 + SPAN_ID + "-00".length();

    /**
     * Reads {@code traceparent}, as nginx only of version 00.
     *
     * @param state the value of {@code tracestate}, or null
     * @return null when the value is missing or malformed, or an id is zero
     */
    static TraceContext parse(String parent, String state) {
        if (parent == null || parent.length() != LENGTH || !parent.startsWith("00-")) {
            return null;
        }
        String trace = parent.substring(3, 3 + TRACE_ID);
        String span = parent.substring(4 + TRACE_ID, 4 + TRACE_ID + SPAN_ID);
        String flags = parent.substring(LENGTH - 2);
        if (parent.charAt(3 + TRACE_ID) != '-'
                || parent.charAt(LENGTH - 3) != '-'
                || !isId(trace)
                || !isId(span)
                || !isHex(flags)) {
            return null;
        }
        boolean sampled = (Character.digit(flags.charAt(1), 16) & 1) != 0;
        return new TraceContext(trace, span, sampled, state == null ? "" : state);
    }

    /** A new span, in the trace of its parent if there is one. */
    static TraceContext generate(TraceContext parent, boolean sampled) {
        return new TraceContext(
                parent == null ? random() + random() : parent.traceId,
                random(),
                sampled,
                parent == null ? "" : parent.state);
    }

    /** The value of {@code traceparent}. */
    String traceParent() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }

    /** 16 digits, not all of them zero. */
    private static String random() {
        long bits;
        do {
            bits = ThreadLocalRandom.current().nextLong();
        } while (bits == 0);
        String digits = Long.toHexString(bits);
        return "0".repeat(SPAN_ID - digits.length()) + digits;
    }

    private static boolean isId(String text) {
        return isHex(text) && text.chars().anyMatch(c -> c != '0');
    }

    /** Upper case is not allowed (W3C Trace Context, 3.2.2.3). */
    private static boolean isHex(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }
}
