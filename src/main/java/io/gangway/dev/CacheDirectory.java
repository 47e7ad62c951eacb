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
 * The directory for generated files: {@code gangway} below {@code XDG_CACHE_HOME}, or below {@code .cache} in the home
 * directory. Only its owner has access. Without a home directory it is a temporary directory for this process only.
 *
 * @param path absolute
 * @param temporary whether closing it deletes it
 */
public record CacheDirectory(Path path, boolean temporary) implements AutoCloseable {
    private static final String NAME = "gangway";

    /** The directory of this user, created if necessary. */
    public static CacheDirectory make() throws IOException {
        return make(System::getenv, System.getProperty("user.home"));
    }

    /**
     * @param environment looks up an environment variable
     * @param userHome the JVM's {@code user.home}; {@code ?} if unknown
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
                // A home directory that is missing or read-only is the same as none.
                cache = null;
            }
        }
        return new CacheDirectory(Files.createTempDirectory(NAME), true);
    }

    /** Relative paths are ignored (XDG Base Directory Specification). */
    private static Path absolute(String text) {
        return text != null && text.startsWith("/") ? Path.of(text) : null;
    }

    /** Removes permissions of others, which an older version or the umask may have given. */
    static void tighten(Path path, String permissions) throws IOException {
        if (owner(permissions).length > 0) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    /** Permissions for the owner, where the file system supports them. */
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
