package io.gangway.upstream.exchange;

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
 * @param path directory of that file, {@code proxy_temp_path}; null if there is never one
 */
record BufferSizes(int head, int piece, long total, long write, long file, TempPath path) {
    private static final int LARGEST_PIECE = 65536;

    static BufferSizes of(LocationBuilder location, PassDirectives directives) {
        long head = location.get(directives.bufferSize);
        BuffersValue buffers = location.get(directives.buffers);
        if (!directives.isBuffered()) {
            int largest = (int) Math.min(head, Integer.MAX_VALUE / 2);
            int most = Math.max(largest, (int) (buffers.count() * buffers.size()));
            return new BufferSizes(largest, Math.min(most, LARGEST_PIECE), most, most, 0, null);
        }
        Position at = location.scope().node().end();
        String one = " must be equal to or greater than the maximum of the value of " + directives.quoted("buffer_size")
                + " and one of the " + directives.quoted("buffers");
        if (buffers.count() < 2) {
            throw new ConfException("there must be at least 2 " + directives.quoted("buffers"), at);
        }
        long largest = Math.max(head, buffers.size());
        Long busy = location.get(directives.busyBuffersSize);
        long busySize = busy == null ? 2 * largest : busy;
        if (busySize < largest) {
            throw new ConfException(directives.quoted("busy_buffers_size") + one, at);
        }
        if (busySize > (buffers.count() - 1) * buffers.size()) {
            throw new ConfException(
                    directives.quoted("busy_buffers_size") + " must be less than the size of all "
                            + directives.quoted("buffers") + " minus one buffer",
                    at);
        }
        Long writeSize = location.get(directives.tempFileWriteSize);
        long write = writeSize == null ? 2 * largest : writeSize;
        if (write < largest) {
            throw new ConfException(directives.quoted("temp_file_write_size") + one, at);
        }
        long file = location.get(directives.maxTempFileSize);
        if (file != 0 && file < largest) {
            throw new ConfException(
                    directives.quoted("max_temp_file_size")
                            + " must be equal to zero to disable temporary files usage or" + one,
                    at);
        }
        long total = buffers.count() * buffers.size();
        int piece = (int) Math.max(Math.min(total, LARGEST_PIECE), Math.min(head, LARGEST_PIECE));
        TempPath path = TempPaths.of(location, directives.tempPath, directives.name("temp"), 1, 2);
        return new BufferSizes((int) Math.min(head, Integer.MAX_VALUE / 2), piece, total, write, file, path);
    }
}
