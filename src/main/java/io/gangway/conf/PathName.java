package io.gangway.conf;

import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Paths in strings of one char per byte, and back. The bytes of a path are UTF-8. */
public final class PathName {
    private PathName() {}

    /**
     * The path that the bytes name. A slash at the end stays, as {@code /.}, which a {@link Path} does not drop: by it a plain
     * file does not exist (POSIX, 4.16, pathname resolution).
     *
     * @throws InvalidPathException when this platform has no such name
     */
    public static Path toPath(String bytes) {
        String name = bytes.length() > 1 && bytes.endsWith("/") ? bytes + "." : bytes;
        return Path.of(new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    /**
     * The same for a file that is to be opened.
     *
     * @throws FileSystemException {@code Invalid argument} when this platform has no such name, because of a NUL for example
     */
    public static Path existing(String bytes) throws FileSystemException {
        try {
            return toPath(bytes);
        } catch (InvalidPathException e) {
            throw new FileSystemException(bytes, null, "Invalid argument");
        }
    }

    /** The bytes of a path, one char each; with a slash at the end where {@link #toPath} kept one. */
    public static String of(Path path) {
        String name = path.toString();
        String said = name.endsWith("/.") ? name.substring(0, name.length() - 1) : name;
        return new String(said.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** A name as nginx completes it: behind {@code folder} unless it is absolute. {@code folder} ends with a slash. */
    public static String resolve(String directory, String name) {
        return name.startsWith("/") ? name : directory + name;
    }
}
