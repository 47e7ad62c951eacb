package io.gangway.conf;

import java.nio.file.Path;

/**
 * The paths of a configuration, as the command line gives them.
 *
 * @param prefix nginx's {@code -p}
 * @param file the configuration file, nginx's {@code -c}
 * @param errorLog nginx's {@code -e}, or null
 * @param globals nginx's {@code -g}, or an empty string
 * @param temp the directory of temporary files when the configuration names none; null for nginx's defaults, which are
 *     below the prefix
 * @param logs the directory, absolute, of the error log, the access log and the pid file when the configuration names
 *     none; null when these are not written: errors then go to stderr
 */
public record Environment(Path prefix, Path file, String errorLog, String globals, Path temp, Path logs) {
    /** The defaults of the command line: temporary files and logs are below the prefix. */
    public Environment(Path prefix, Path file, String errorLog, String globals) {
        this(prefix, file, errorLog, globals, null, logsBelow(prefix));
    }

    /** nginx's default directory for logs and the pid file. */
    public static Path logsBelow(Path prefix) {
        return prefix.resolve("logs").toAbsolutePath();
    }

    /** The JVM's directory for temporary files. */
    public static Path systemTemp() {
        return Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    }

    /** A path of the configuration, one char per byte, below the prefix unless absolute. */
    public Path prefixed(String text) {
        return prefix.resolve(path(text));
    }

    /** A path of the configuration, one char per byte, below the directory of its file unless absolute. */
    public Path confPrefixed(String text) {
        Path directory = file.toAbsolutePath().getParent();
        return directory.resolve(path(text));
    }

    /** A path of bytes, as a path of the file system. */
    public static Path path(String bytes) {
        return PathName.toPath(bytes);
    }

    /** The bytes of a path, one char per byte. */
    public static String bytes(Path path) {
        return PathName.of(path);
    }
}
