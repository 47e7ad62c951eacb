package io.gangway.loop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file descriptors of this process: limit and number in use, from Linux's {@code /proc}. Thread-safe. */
public final class FileDescriptors {
    private static final Pattern LIMIT = Pattern.compile("(?m)^Max open files +(\\d+)");

    private FileDescriptors() {}

    /** The maximum number of open files ({@code ulimit -n}); {@link Integer#MAX_VALUE} when unknown. */
    public static int limit() {
        try {
            String limits = Files.readString(Path.of("/proc/self/limits"), StandardCharsets.ISO_8859_1);
            Matcher limit = LIMIT.matcher(limits);
            return limit.find() && limit.group(1).length() < 10 ? Integer.parseInt(limit.group(1)) : Integer.MAX_VALUE;
        } catch (IOException e) {
            return Integer.MAX_VALUE;
        }
    }

    /** The number of open files; 0 when unknown. */
    public static int open() {
        int open = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Iterator<Path> each = all.iterator(); each.hasNext(); each.next()) {
                open++;
            }
        } catch (IOException e) {
            return 0;
        }
        return open;
    }
}
