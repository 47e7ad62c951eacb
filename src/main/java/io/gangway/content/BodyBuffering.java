package io.gangway.content;

import io.gangway.http.ProtocolVersion;

/**
 * How a request body that is read completely is kept: in memory or in a file.
 *
 * @param size {@code client_body_buffer_size}, bytes in memory
 * @param inFile {@code client_body_in_file_only}
 * @param path {@code client_body_temp_path}
 */
public record BodyBuffering(long size, InFile inFile, TempPath path) {
    /** The values of {@code client_body_in_file_only}. */
    public enum InFile {
        /** A body has a file only when it is too large for memory, and the file has no name. */
        OFF,
        /** The file stays. */
        ON,
        /** The file is removed at the end of the request. */
        CLEAN,
        /** Like CLEAN, without a line in the error log: a handler moves the file elsewhere. */
        HANDED_OVER
    }

    private static final long LARGEST_WRITE = 65536;

    /** The same for a body that a handler moves elsewhere. */
    public BodyBuffering handedOver() {
        return new BodyBuffering(size, InFile.HANDED_OVER, path);
    }

    /** Whether each body that is read gets a file, even an empty one. */
    public boolean isInFileOnly() {
        return inFile != InFile.OFF;
    }

    /** The maximum number of bytes held in memory before each write, for a body that does not fit into memory. */
    public long pieceSize() {
        return Math.min(size, LARGEST_WRITE);
    }

    /**
     * The maximum number of bytes held in memory before a file is created. As in nginx, an HTTP/1 body of known length
     * may exceed the buffer by less than a quarter without a file; with HTTP/2 the buffer size is the limit.
     *
     * @param length of the body, -1 when unknown
     */
    public long max(long length, ProtocolVersion version) {
        if (length < 0) {
            return size;
        }
        boolean fits = version == ProtocolVersion.HTTP_2_0 ? length <= size : length < size + size / 4;
        return fits ? length : pieceSize();
    }
}
