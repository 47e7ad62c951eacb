package io.gangway.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The open files of this process, as Linux lists them. */
final class OpenFiles {
    private OpenFiles() {}

    static List<Path> below(Path directory) throws IOException {
        List<Path> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    Path file = Files.readSymbolicLink(descriptor);
                    if (file.startsWith(directory)) {
                        open.add(file);
                    }
                } catch (NoSuchFileException e) {
                    // closed since it was listed
                }
            }
        }
        return open;
    }
}
