package io.gangway.exchange;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.content.TempPath;
import io.gangway.http.ProtocolVersion;
import java.util.List;
import java.util.Map;

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

    static final Directive<Long> CLIENT_BODY_BUFFER_SIZE = Directive.size("client_body_buffer_size")
            .byDefault(16384L)
            .says("Sets how many bytes of a request body are kept in memory. A larger body goes to a temporary "
                    + "file.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<InFile> CLIENT_BODY_IN_FILE_ONLY = Directive.choice(
                    "client_body_in_file_only", Map.of("off", InFile.OFF, "on", InFile.ON, "clean", InFile.CLEAN))
            .byDefault(InFile.OFF)
            .syntax("on | clean | off")
            .defaultText("off")
            .says("Writes each request body to a file. \"on\" keeps the file after the request, \"clean\" removes "
                    + "it.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<TempPath> CLIENT_BODY_TEMP_PATH = TempPath.directive(
            "client_body_temp_path",
            "client_body_temp",
            "Names the directory for the temporary files of request bodies, and the digits of up to three "
                    + "levels of subdirectories.");

    /** What it asks for is always so here: a body in memory is in one piece. */
    private static final Directive<Boolean> CLIENT_BODY_IN_SINGLE_BUFFER = Directive.flag(
                    "client_body_in_single_buffer")
            .byDefault(false)
            .defaultText("off")
            .says("Keeps the whole request body in one piece of memory, as $request_body needs it.")
            .in(HTTP, SERVER, LOCATION);

    public static final List<Directive<?>> ALL = List.of(
            CLIENT_BODY_BUFFER_SIZE, CLIENT_BODY_IN_FILE_ONLY, CLIENT_BODY_TEMP_PATH, CLIENT_BODY_IN_SINGLE_BUFFER);

    private static final long LARGEST_WRITE = 65536;

    static BodyBuffering of(LocationBuilder location) {
        return new BodyBuffering(
                location.get(CLIENT_BODY_BUFFER_SIZE),
                location.get(CLIENT_BODY_IN_FILE_ONLY),
                TempPath.of(location, CLIENT_BODY_TEMP_PATH, "client_body_temp"));
    }

    /**
     * Whether each body that is read gets a file, also an empty one.
     */
    public boolean isInFileOnly() {
        return inFile != InFile.OFF;
    }

    /**
     * How much is held in memory of a body that does not go there whole, before it is written.
     */
    long piece() {
        return Math.min(size, LARGEST_WRITE);
    }

    /**
     * How much is held in memory before a file is made. As in nginx a body of HTTP/1 that is a little longer than the buffer is not
     * worth a file, when its length is known; by HTTP/2 the buffer is all there is.
     *
     * @param length of the body, -1 when it is not known
     */
    long max(long length, ProtocolVersion version) {
        if (length < 0) {
            return size;
        }
        boolean fits = version == ProtocolVersion.HTTP_2_0 ? length <= size : length < size + size / 4;
        return fits ? length : piece();
    }
}
