package io.gangway.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Map;

/** The errors of system calls as nginx prints them: {@code (2: No such file or directory)}. */
final class Errno {
    /** What the JVM gives as the reason of a {@link FileSystemException} is strerror's text. */
    private static final Map<String, Integer> NUMBERS = Map.of(
            "Is a directory", 21,
            "Not a directory", 20,
            "No space left on device", 28,
            "Too many open files", 24,
            "Read-only file system", 30,
            "File name too long", 36);

    private Errno() {}

    static String of(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "(2: No such file or directory)";
        }
        if (cause instanceof AccessDeniedException) {
            return "(13: Permission denied)";
        }
        String reason = cause instanceof FileSystemException file ? file.getReason() : cause.getMessage();
        Integer number = reason == null ? null : NUMBERS.get(reason);
        return number == null ? "(" + reason + ")" : "(" + number + ": " + reason + ")";
    }
}
