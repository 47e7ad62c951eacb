package io.gangway.conf;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the files that a pattern of {@code include} matches, as glob(3) without flags: {@code *}, {@code ?} and
 * {@code []} match within one path segment and never a leading dot.
 */
final class Glob {
    private Glob() {}

    /** Whether a name is a pattern. */
    public static boolean isPattern(String name) {
        return name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || name.indexOf('[') >= 0;
    }

    /**
     * The existing names, sorted by their bytes; a directory that cannot be read has none.
     *
     * @throws IOException when no file descriptor is left, so that the names are unknown
     */
    public static List<String> expand(String pattern) throws IOException {
        List<String> found = new ArrayList<>();
        descend("", pattern, found);
        found.sort(null);
        return found;
    }

    private static void descend(String directory, String pattern, List<String> found) throws IOException {
        int slashes = 0;
        while (slashes < pattern.length() && pattern.charAt(slashes) == '/') {
            slashes++;
        }
        String prefix = directory + pattern.substring(0, slashes);
        int end = pattern.indexOf('/', slashes);
        String segment = pattern.substring(slashes, end < 0 ? pattern.length() : end);
        String rest = end < 0 ? "" : pattern.substring(end);
        for (String name : names(prefix, segment)) {
            String path = prefix + name;
            if (rest.isEmpty()) {
                found.add(path);
            } else if (isDirectory(path)) {
                descend(path, rest, found);
            }
        }
    }

    private static List<String> names(String directory, String segment) throws IOException {
        if (!isPattern(segment)) {
            String name = segment.replaceAll("\\\\(.)", "$1");
            return exists(directory + name) ? List.of(name) : List.of();
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PathName.toPath(directory))) {
            for (Path entry : entries) {
                String name = PathName.of(entry.getFileName());
                if (GlobPattern.matches(segment, name)) {
                    names.add(name);
                }
            }
        } catch (IOException e) {
            if (SystemError.isOutOfDescriptors(SystemError.of(e))) {
                throw e;
            }
            return List.of(); // glob(3) skips directories that it cannot read
        } catch (InvalidPathException e) {
            return List.of();
        }
        return names;
    }

    private static boolean exists(String path) {
        try {
            return Files.exists(PathName.toPath(path), LinkOption.NOFOLLOW_LINKS);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static boolean isDirectory(String path) {
        return Files.isDirectory(PathName.toPath(path));
    }
}
