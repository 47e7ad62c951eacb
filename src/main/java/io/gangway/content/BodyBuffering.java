package io.gangway.content;

import io.gangway.http.ProtocolVersion;

/**
 * Where a request body is kept that is read whole.
 *
 * @param size {@code client_body_buffer_size}, bytes in memory
 * @param inFile {@code client_body_in_file_only}
 * @param path {@code client_body_temp_path}
 */
public record BodyBuffering(long size, InFile inFile, TempPath path) {
    /** Whether each body is put into a file that can be seen. */
    public enum InFile {
        /** Only what is too large for memory, and nobody sees the file. */
        OFF,
        /** The file stays. */
        ON,
        /** The file is removed at the end of the request. */
        CLEAN
    }

    private static final long LARGEST_WRITE = 65536;

    /**
     * Whether each body that is read gets a file, also an empty one.
     */
    public boolean isInFileOnly() {
        return inFile != InFile.OFF;
    }

    /**
     * How much is held in memory of a body that does not go there whole, before it is written.
     */
    public long piece() {
        return Math.min(size, LARGEST_WRITE);
    }

    /**
     * How much is held in memory before a file is made. As in nginx a body of HTTP/1 that is a little longer than the buffer is not
     * worth a file, when its length is known; by HTTP/2 the buffer is all there is.
     *
     * @param length of the body, -1 when it is not known
     */
    public long max(long length, ProtocolVersion version) {
        if (length < 0) {
            return size;
        }
        boolean fits = version == ProtocolVersion.HTTP_2_0 ? length <= size : length < size + size / 4;
        return fits ? length : piece();
    }
}
