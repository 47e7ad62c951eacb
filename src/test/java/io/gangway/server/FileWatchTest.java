package io.gangway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of files. */
class FileWatchTest {
    @TempDir
    private Path directory;

    @Test
    void a_written_replaced_or_removed_file_has_changed() throws IOException {
        Path file = Files.writeString(directory.resolve("a"), "one");
        FileWatch before = FileWatch.of(List.of(file));
        assertThat(before.refresh()).isEqualTo(before);

        Files.writeString(file, "three");
        FileWatch written = before.refresh();
        assertThat(written).isNotEqualTo(before);

        Files.delete(file);
        assertThat(written.refresh()).isNotEqualTo(written);
    }

    @Test
    void an_unreadable_file_has_not_changed() throws IOException {
        Path inside = Files.createDirectory(directory.resolve("inside"));
        Path file = Files.writeString(inside.resolve("a"), "one");
        FileWatch before = FileWatch.of(List.of(file));

        Files.delete(file);
        Files.delete(inside);
        Files.createSymbolicLink(inside, inside); // too many levels of symbolic links

        assertThat(before.refresh()).isEqualTo(before);
    }

    @Test
    void a_change_during_the_read_is_noticed() throws IOException {
        Path file = Files.writeString(directory.resolve("a"), "one");
        Path included = Files.writeString(directory.resolve("b"), "one");
        FileWatch before = FileWatch.of(List.of(file));

        Files.writeString(file, "three");
        FileWatch after = before.over(List.of(file, included));

        assertThat(after.refresh()).isNotEqualTo(after);
        assertThat(after.refresh().refresh()).isEqualTo(after.refresh());
    }
}
