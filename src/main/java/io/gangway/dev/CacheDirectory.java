package io.gangway.dev;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The directory for what can be made again: {@code gangway} below {@code XDG_CACHE_HOME}, or below {@code .cache} of the home
 * directory. Only its owner may look into it. Without a home directory it is a temporary one, for this process alone.
 *
 * @param path absolute
 * @param temporary whether it is deleted when it is closed
 */
public record CacheDirectory(Path path, boolean temporary) implements AutoCloseable {
    private static final String NAME = "gangway";

    /** The one of this user; it is made if it is not there. */
    public static CacheDirectory make() throws IOException {
        return make(System::getenv, System.getProperty("user.home"));
    }

    /**
     * @param environment gives variables by name
     * @param userHome what the JVM knows from the table of users; {@code ?} when it knows nothing
     */
    static CacheDirectory make(UnaryOperator<String> environment, String userHome) throws IOException {
        Path cache = absolute(environment.apply("XDG_CACHE_HOME"));
        if (cache == null) {
            Path home = absolute(environment.apply("HOME"));
            home = home == null ? absolute(userHome) : home;
            cache = home == null ? null : home.resolve(".cache");
        }
        if (cache != null) {
            try {
                Path directory = Files.createDirectories(cache.resolve(NAME), owner("rwx------"));
                if (Files.isWritable(directory)) {
                    tighten(directory, "rwx------");
                    return new CacheDirectory(directory, false);
                }
            } catch (IOException e) {
                // A home that is not there or may not be written to is as good as none.
                cache = null;
            }
        }
        return new CacheDirectory(Files.createTempDirectory(NAME), true);
    }

    /** The variables count only if they are absolute (XDG Base Directory Specification). */
    private static Path absolute(String text) {
        return text != null && text.startsWith("/") ? Path.of(text) : null;
    }

    /** Takes from others what an older version, or the user's mask, gave them. */
    static void tighten(Path path, String permissions) throws IOException {
        if (owner(permissions).length > 0) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    /** Permissions for the owner, where the file system has such. */
    static FileAttribute<?>[] owner(String permissions) {
        Set<String> views = FileSystems.getDefault().supportedFileAttributeViews();
        return views.contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public void close() throws IOException {
        if (!temporary) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
