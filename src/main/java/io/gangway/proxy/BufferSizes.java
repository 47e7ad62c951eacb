package io.gangway.proxy;

import io.gangway.conf.BuffersValue;
import io.gangway.conf.ConfException;
import io.gangway.conf.Position;
import io.gangway.config.LocationBuilder;
import io.gangway.content.TempPath;
import io.gangway.core.TempPaths;

/**
 * Limits for the part of a response that is buffered for a slow client. All sizes in bytes.
 *
 * @param head maximum size of the response head, {@code proxy_buffer_size}
 * @param piece maximum size of one read
 * @param total maximum held in memory, {@code proxy_buffers}
 * @param write maximum written to the file at once, {@code proxy_temp_file_write_size}
 * @param file maximum size of the file, {@code proxy_max_temp_file_size}; 0 for no file
 * @param path directory of that file, {@code proxy_temp_path}
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
        Long writeSize = location.get(ProxyDirectives.PROXY_TEMP_FILE_WRITE_SIZE);
        long write = writeSize == null ? 2 * one : writeSize;
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
