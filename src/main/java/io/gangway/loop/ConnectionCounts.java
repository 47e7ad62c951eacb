package io.gangway.loop;

/**
 * How many clients' connections there are, as {@code stub_status} tells it. Taken while loops go on: a moment old.
 *
 * @param accepted since the start
 * @param requests since the start
 * @param active open now
 * @param reading of which a head is being read
 * @param writing of which a request is being answered, or that are tunnels
 * @param waiting of which the next request is awaited
 */
public record ConnectionCounts(long accepted, long requests, int active, int reading, int writing, int waiting) {
    /** Where nobody counts. */
    public static final ConnectionCounts NONE = new ConnectionCounts(0, 0, 0, 0, 0, 0);
}
