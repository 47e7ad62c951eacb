package io.gangway.conf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads whole files: configurations, certificates, lists. A device such as {@code /dev/zero} has no end, so there is a
 * maximum: 64 MiB, and at most an eighth of the heap.
 */
public final class WholeFile {
    private static final long MAX = 64L << 20;
    private static final int SHARE = 8;

    private WholeFile() {}

    /** The maximum length of such a file, in bytes. */
    public static int max() {
        return (int) Math.min(MAX, Runtime.getRuntime().maxMemory() / SHARE);
    }

    /**
     * The text of a file, one char per byte.
     *
     * @throws FileSystemException {@code File too large} when it is longer than {@link #max()}; also for a path that
     *     this platform does not allow, which cannot exist
     */
    public static String read(String path) throws IOException {
        return read(PathName.existing(path));
    }

    /** The same. */
    public static String read(Path path) throws IOException {
        int max = max();
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(max);
            if (bytes.length == max && in.read() >= 0) {
                throw tooLarge(path);
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /** The error for a file that is too long. */
    public static FileSystemException tooLarge(Path path) {
        return new FileSystemException(path.toString(), null, "File too large");
    }
}
