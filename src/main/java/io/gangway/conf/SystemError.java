package io.gangway.conf;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;

/** Failures of the operating system in nginx's words: {@code 2: No such file or directory}. */
public final class SystemError {
    /** The error numbers of Linux by the text of the C library. */
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("Operation not permitted", 1),
            Map.entry("No such file or directory", 2),
            Map.entry("Input/output error", 5),
            Map.entry("Permission denied", 13),
            Map.entry("Device or resource busy", 16),
            Map.entry("File exists", 17),
            Map.entry("Invalid cross-device link", 18),
            Map.entry("Not a directory", 20),
            Map.entry("Is a directory", 21),
            Map.entry("Invalid argument", 22),
            Map.entry("Too many open files in system", 23),
            Map.entry("Too many open files", 24),
            Map.entry("Text file busy", 26),
            Map.entry("File too large", 27),
            Map.entry("No space left on device", 28),
            Map.entry("Read-only file system", 30),
            Map.entry("Broken pipe", 32),
            Map.entry("File name too long", 36),
            Map.entry("Directory not empty", 39),
            Map.entry("Too many levels of symbolic links", 40),
            Map.entry("Cannot assign requested address", 99),
            Map.entry("Network is unreachable", 101),
            Map.entry("Connection reset by peer", 104),
            Map.entry("Connection timed out", 110),
            Map.entry("Connection refused", 111),
            Map.entry("No route to host", 113),
            Map.entry("Disk quota exceeded", 122));

    private SystemError() {}

    /**
     * Whether a text of {@link #of} means that the process or the system has run out of file descriptors, so that a
     * later try may succeed.
     */
    public static boolean isOutOfDescriptors(String text) {
        return text.contains("24: Too many open files") || text.contains("23: Too many open files");
    }

    /** Number and text if the number is known, else the text alone. */
    public static String of(Throwable failure) {
        String text = text(failure);
        Integer number = NUMBERS.get(text);
        return number == null ? text : number + ": " + text;
    }

    /** The number alone; 0 if it is not known. */
    public static int number(Throwable failure) {
        return NUMBERS.getOrDefault(text(failure), 0);
    }

    /** The text alone. */
    public static String text(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return own(root);
    }

    private static String own(Throwable failure) {
        if (failure instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (failure instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "File exists";
        }
        if (failure instanceof DirectoryNotEmptyException) {
            return "Directory not empty";
        }
        if (failure instanceof NotDirectoryException) {
            return "Not a directory";
        }
        if (failure instanceof FileSystemException named && named.getReason() != null) {
            String reason = named.getReason();
            // The JDK appends a second possible cause to this one.
            return reason.startsWith("Too many levels of symbolic links")
                    ? "Too many levels of symbolic links"
                    : reason;
        }
        String message = failure.getMessage();
        if (message == null) {
            return failure.getClass().getSimpleName();
        }
        return message.equals("Connection reset") ? "Connection reset by peer" : message;
    }
}
