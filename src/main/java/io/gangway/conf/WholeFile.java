package io.gangway.conf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that are read whole: configurations, certificates, lists. A device such as {@code /dev/zero} has no end, so there is a maximum:
 * 64 MiB, and no more than an eighth of the heap.
 */
public final class WholeFile {
    private static final long MAX = 64L << 20;
    private static final int SHARE = 8;

    private WholeFile() {}

    /** How long such a file may be, in bytes. */
    public static int max() {
        return (int) Math.min(MAX, Runtime.getRuntime().maxMemory() / SHARE);
    }

    /**
     * Its text, one char per byte.
     *
     * @throws FileSystemException {@code File too large} for one that is longer than {@link #max()}; also for a path that this platform
     *     does not have, which is not there
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

    /** What a file is refused with that is too long. */
    public static FileSystemException tooLarge(Path path) {
        return new FileSystemException(path.toString(), null, "File too large");
    }
}
