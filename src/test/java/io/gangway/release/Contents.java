package io.gangway.release;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The names of all files within an archive, and within the archives in it.
 *
 * @param names without those of directories and below {@code META-INF}
 */
record Contents(Set<String> names) {

    /** Reads a jar, a WAR or a zip. */
    static Contents of(Path archive) throws IOException {
        Set<String> names = new HashSet<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive))) {
            read(in, names);
        }
        return new Contents(names);
    }

    private static void read(InputStream archive, Set<String> names) throws IOException {
        ZipInputStream zip = new ZipInputStream(archive);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            String name = entry.getName();
            if (name.endsWith(".jar")) {
                read(zip, names);
            } else if (!entry.isDirectory() && !name.startsWith("META-INF/") && !name.equals("module-info.class")) {
                names.add(name);
            }
        }
    }

    /** Whether a file of another archive is also here: the archive was unpacked into this one, or lies in it. */
    boolean include(Contents other) {
        return other.names.stream().anyMatch(names::contains);
    }
}
