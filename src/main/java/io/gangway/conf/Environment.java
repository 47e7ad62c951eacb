package io.gangway.conf;

import java.nio.file.Path;

/**
 * Where a configuration is at home, as the command line says it.
 *
 * @param prefix nginx's {@code -p}
 * @param file the configuration file, nginx's {@code -c}
 * @param errorLog nginx's {@code -e}, or null
 * @param globals nginx's {@code -g}, or an empty string
 * @param temp the folder of temporary files where the configuration names none; null for nginx's, which are below the prefix
 * @param logs the directory of the error log, the access log and the pid file that the configuration does not place, absolute;
 *     null when they are not written: errors go to stderr then
 */
public record Environment(Path prefix, Path file, String errorLog, String globals, Path temp, Path logs) {
    /** As the command line has it: temporary files and logs are below the prefix. */
    public Environment(Path prefix, Path file, String errorLog, String globals) {
        this(prefix, file, errorLog, globals, null, logsBelow(prefix));
    }

    /** Where nginx puts what the configuration does not place. */
    public static Path logsBelow(Path prefix) {
        return prefix.resolve("logs").toAbsolutePath();
    }

    /** The JVM's folder for temporary files. */
    public static Path systemTemp() {
        return Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    }

    /** A path of the configuration, one char per byte, below the prefix unless absolute. */
    public Path prefixed(String text) {
        return prefix.resolve(path(text));
    }

    /** A path of the configuration, one char per byte, below the folder of the configuration file unless absolute. */
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
