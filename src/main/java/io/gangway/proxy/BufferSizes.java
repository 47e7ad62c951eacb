package io.gangway.proxy;

import io.gangway.conf.BuffersValue;
import io.gangway.conf.ConfException;
import io.gangway.conf.Position;
import io.gangway.config.LocationBuilder;
import io.gangway.content.TempPath;
import io.gangway.core.TempPaths;

/**
 * How much of an answer is held for a slow client, and where.
 *
 * @param head the longest head, {@code proxy_buffer_size}
 * @param piece how much is read at once
 * @param total how much is held in memory, {@code proxy_buffers}
 * @param write how much is written to a file at once, {@code proxy_temp_file_write_size}
 * @param file how much is written to a file in all, {@code proxy_max_temp_file_size}; 0: there is none
 * @param path of that file, {@code proxy_temp_path}
 */
record BufferSizes(int head, int piece, long total, long write, long file, TempPath path) {
    private static final int LARGEST_PIECE = 65536;

    static BufferSizes of(LocationBuilder location) {
        long head = location.get(ProxyDirectives.PROXY_BUFFER_SIZE);
        BuffersValue buffers = location.get(ProxyDirectives.PROXY_BUFFERS);
        Position at = location.scope().node().end();
        if (buffers.count() < 2) {
            throw new ConfException("there must be at least 2 \"proxy_buffers\"", at);
        }
        long one = Math.max(head, buffers.size());
        Long busy = location.get(ProxyDirectives.PROXY_BUSY_BUFFERS_SIZE);
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
        Long writeSaid = location.get(ProxyDirectives.PROXY_TEMP_FILE_WRITE_SIZE);
        long write = writeSaid == null ? 2 * one : writeSaid;
        if (write < one) {
            throw new ConfException(
                    "\"proxy_temp_file_write_size\" must be equal to or greater than the maximum of the value of"
                            + " \"proxy_buffer_size\" and one of the \"proxy_buffers\"",
                    at);
        }
        long file = location.get(ProxyDirectives.PROXY_MAX_TEMP_FILE_SIZE);
        if (file != 0 && file < one) {
            throw new ConfException(
                    "\"proxy_max_temp_file_size\" must be equal to zero to disable temporary files usage or must be"
                            + " equal to or greater than the maximum of the value of \"proxy_buffer_size\" and one of"
                            + " the \"proxy_buffers\"",
                    at);
        }
        long total = buffers.count() * buffers.size();
        int piece = (int) Math.max(Math.min(total, LARGEST_PIECE), Math.min(head, LARGEST_PIECE));
        TempPath path = TempPaths.of(location, ProxyDirectives.PROXY_TEMP_PATH, "proxy_temp", 1, 2);
        return new BufferSizes((int) Math.min(head, Integer.MAX_VALUE / 2), piece, total, write, file, path);
    }
}
