package io.gangway.proxy;

import io.gangway.conf.BuffersValue;
import io.gangway.conf.ConfException;
import io.gangway.conf.Position;
import io.gangway.core.Place;

/**
 * How much of an answer is held for a slow client.
 *
 * @param head the longest head, {@code proxy_buffer_size}
 * @param piece how much is read at once
 * @param total how much is held before the upstream must wait, {@code proxy_buffers}
 */
record BufferSizes(int head, int piece, long total) {
    private static final int LARGEST_PIECE = 65536;

    static BufferSizes of(Place place) {
        long head = place.get(ProxyDirectives.PROXY_BUFFER_SIZE);
        BuffersValue buffers = place.get(ProxyDirectives.PROXY_BUFFERS);
        Position at = place.scope().node().end();
        if (buffers.count() < 2) {
            throw new ConfException("there must be at least 2 \"proxy_buffers\"", at);
        }
        long one = Math.max(head, buffers.size());
        Long busy = place.get(ProxyDirectives.PROXY_BUSY_BUFFERS_SIZE);
        long busySize = busy == null ? 2 * one : busy;
        if (busySize < one) {
            throw new ConfException(
                    "\"proxy_busy_buffers_size\" must be equal to or greater than the maximum of the value of"
                            + " \"proxy_buffer_size\" and one of the \"proxy_buffers\"",
                    at);
        }
        if (busySize > (buffers.count() - 1) * buffers.size()) {
            throw new ConfException(
                    "\"proxy_busy_buffers_size\" must be less than the size of all \"proxy_buffers\" minus one buffer",
                    at);
        }
        Long write = place.get(ProxyDirectives.PROXY_TEMP_FILE_WRITE_SIZE);
        if (write != null && write < one) {
            throw new ConfException(
                    "\"proxy_temp_file_write_size\" must be equal to or greater than the maximum of the value of"
                            + " \"proxy_buffer_size\" and one of the \"proxy_buffers\"",
                    at);
        }
        Long file = place.get(ProxyDirectives.PROXY_MAX_TEMP_FILE_SIZE);
        if (file != null && file != 0 && file < one) {
            throw new ConfException(
                    "\"proxy_max_temp_file_size\" must be equal to zero to disable temporary files usage or must be"
                            + " equal to or greater than the maximum of the value of \"proxy_buffer_size\" and one of"
                            + " the \"proxy_buffers\"",
                    at);
        }
        long total = buffers.count() * buffers.size();
        int piece = (int) Math.max(Math.min(total, LARGEST_PIECE), Math.min(head, LARGEST_PIECE));
        return new BufferSizes((int) Math.min(head, Integer.MAX_VALUE / 2), piece, total);
    }
}
