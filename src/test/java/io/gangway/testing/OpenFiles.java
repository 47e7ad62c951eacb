package io.gangway.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files that this process has open, from Linux's {@code /proc}; removed files are included. */
public final class OpenFiles {
    private static final Path OWN = Path.of("/proc/self/fd");

    private OpenFiles() {}

    /** The open files below a directory. */
    public static List<String> below(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> all = Files.list(OWN)) {
            for (Path each : all.toList()) {
                String name = target(each);
                if (name.startsWith(directory + "/")) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
