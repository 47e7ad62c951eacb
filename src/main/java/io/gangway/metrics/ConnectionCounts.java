package io.gangway.metrics;

/**
 * Numbers of client connections, as {@code stub_status} shows them. Not an atomic snapshot: loops keep running while it
 * is taken.
 *
 * @param accepted connections since the start
 * @param requests requests since the start
 * @param active open connections
 * @param reading connections that read the head of a request
 * @param writing connections that process a request, or are tunnels
 * @param waiting connections that wait for the next request
 */
public record ConnectionCounts(long accepted, long requests, int active, int reading, int writing, int waiting) {
    /** For servers that keep no counts. */
    public static final ConnectionCounts NONE = new ConnectionCounts(0, 0, 0, 0, 0, 0);
}
