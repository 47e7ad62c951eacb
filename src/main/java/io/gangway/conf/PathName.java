package io.gangway.conf;

import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Converts paths to and from strings of one char per byte. The bytes of a path are UTF-8. */
public final class PathName {
    private PathName() {}

    /**
     * The path with these bytes. A slash at the end becomes {@code /.}, since a {@link Path} drops the slash: with it a
     * plain file does not exist (POSIX, 4.16, pathname resolution).
     *
     * @throws InvalidPathException when this platform does not allow such a name
     */
    public static Path toPath(String bytes) {
        String name = bytes.length() > 1 && bytes.endsWith("/") ? bytes + "." : bytes;
        return Path.of(ByteText.utf8(name));
    }

    /**
     * The same for a file that will be opened.
     *
     * @throws FileSystemException {@code Invalid argument} when this platform does not allow such a name, for example
     *     because of a NUL
     */
    public static Path existing(String bytes) throws FileSystemException {
        try {
            return toPath(bytes);
        } catch (InvalidPathException e) {
            throw new FileSystemException(bytes, null, "Invalid argument");
        }
    }

    /** The bytes of a path, one char each; with a slash at the end if {@link #toPath} kept one. */
    public static String of(Path path) {
        String name = path.toString();
        String text = name.endsWith("/.") ? name.substring(0, name.length() - 1) : name;
        return ByteText.of(text);
    }

    /** Completes a name as nginx does: {@code directory}, which ends with a slash, precedes a relative one. */
    public static String resolve(String directory, String name) {
        return name.startsWith("/") ? name : directory + name;
    }
}
