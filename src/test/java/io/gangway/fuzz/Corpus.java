package io.gangway.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the seeds of a parser's target to files, for {@code bench/fuzz --coverage}. */
public final class Corpus {
    private Corpus() {}

    /** @param args the target's class, and the directory to write to */
    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        try (Target target =
                (Target) Class.forName(args[0]).getDeclaredConstructor().newInstance()) {
            Path directory = Files.createDirectories(Path.of(args[1]));
            List<byte[]> seeds = target.seeds();
            for (int i = 0; i < seeds.size(); i++) {
                Files.write(directory.resolve("seed-" + i), seeds.get(i));
            }
        }
    }
}
