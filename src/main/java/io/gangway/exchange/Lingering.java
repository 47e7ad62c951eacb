package io.gangway.exchange;

/**
 * How a connection is closed while the client may still be sending, so that the answer is not lost with a reset.
 *
 * @param close {@code lingering_close}: when more is waited for
 * @param longestMillis {@code lingering_time}: how long at most
 * @param silenceMillis {@code lingering_timeout}: how long from one byte to the next
 */
public record Lingering(Close close, long longestMillis, long silenceMillis) {
    /** The words of {@code lingering_close}. */
    public enum Close {
        OFF,
        /** When something of the client is probably on its way. */
        ON,
        ALWAYS
    }

    /** Whether to wait before a close; {@code more}: something is probably on its way. */
    public boolean waits(boolean more) {
        return switch (close) {
            case OFF -> false;
            case ON -> more;
            case ALWAYS -> true;
        };
    }
}
