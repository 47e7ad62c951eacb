package io.gangway.files;

import io.gangway.conf.Environment;
import io.gangway.conf.SystemError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The attributes of a path at one point in time. A missing file is a result, too, and not an exception.
 *
 * @param path as requested, one char per byte
 * @param file the same for the file system; null when it is not a valid path
 * @param kind the kind of file, or of failure
 * @param size in bytes
 * @param modified in seconds since 1970
 * @param error the system's number and text, null when it exists
 */
record FileFacts(String path, Path file, Kind kind, long size, long modified, String error) {
    enum Kind {
        FILE,
        DIRECTORY,
        /** A device, socket or pipe. */
        SPECIAL,
        /** ENOENT, ENOTDIR and ENAMETOOLONG. */
        MISSING,
        /** EACCES. */
        FORBIDDEN,
        /** ELOOP. */
        LOOP,
        /** Any other failure. */
        FAILED
    }

    private static final String NO_FILE = "2: No such file or directory";

    /** Reads the attributes, following symbolic links. */
    static FileFacts of(String path) {
        Path file;
        try {
            file = Environment.path(path);
        } catch (InvalidPathException e) {
            return new FileFacts(path, null, Kind.MISSING, 0, 0, NO_FILE);
        }
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            Kind kind = found.isRegularFile() ? Kind.FILE : found.isDirectory() ? Kind.DIRECTORY : Kind.SPECIAL;
            long modified = Math.floorDiv(found.lastModifiedTime().toMillis(), 1000L);
            return new FileFacts(path, file, kind, found.size(), modified, null);
        } catch (IOException e) {
            return failure(path, file, e);
        }
    }

    /** The facts for a failure to read or open a file. */
    static FileFacts failure(String path, Path file, IOException failure) {
        String error = SystemError.of(failure);
        return new FileFacts(path, file, kind(error), 0, 0, error);
    }

    private static Kind kind(String error) {
        int colon = error.indexOf(':');
        return switch (colon < 0 ? "" : error.substring(0, colon)) {
            case "2", "20", "36" -> Kind.MISSING;
            case "13" -> Kind.FORBIDDEN;
            case "40" -> Kind.LOOP;
            default -> Kind.FAILED;
        };
    }

    boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    /** Whether it exists, of any kind. */
    boolean exists() {
        return error == null;
    }

    /** Only ENOENT. */
    boolean isAbsent() {
        return kind == Kind.MISSING && NO_FILE.equals(error);
    }
}
