package io.gangway.exchange;

/**
 * Lingering close of a connection: incoming data is read for a while, so that a reset does not destroy the response.
 *
 * @param close {@code lingering_close}: whether to wait for more data
 * @param timeMillis {@code lingering_time}: maximum total time
 * @param timeoutMillis {@code lingering_timeout}: maximum time between two reads
 */
public record Lingering(Close close, long timeMillis, long timeoutMillis) {
    /** The values of {@code lingering_close}. */
    public enum Close {
        OFF,
        /** When more data of the client is probably under way. */
        ON,
        ALWAYS
    }

    /** Whether to linger; {@code more}: more data is probably under way. */
    public boolean waits(boolean more) {
        return switch (close) {
            case OFF -> false;
            case ON -> more;
            case ALWAYS -> true;
        };
    }
}
