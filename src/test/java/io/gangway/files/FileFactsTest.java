package io.gangway.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.conf.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFactsTest {
    @TempDir
    private Path dir;

    private String base;

    @BeforeEach
    void write() throws IOException {
        base = Environment.bytes(dir) + "/";
        Files.writeString(dir.resolve("a.txt"), "12345");
        Files.setLastModifiedTime(dir.resolve("a.txt"), FileTime.from(Instant.ofEpochMilli(1500)));
        Files.writeString(dir.resolve("\u00e4 \u20ac"), "x");
        Files.createDirectory(dir.resolve("directory"));
        Files.createSymbolicLink(dir.resolve("loop"), dir.resolve("loop"));
    }

    @Test
    void a_file_has_size_and_time_in_whole_seconds() {
        FileFacts facts = FileFacts.of(base + "a.txt");

        assertThat(facts.kind()).isEqualTo(FileFacts.Kind.FILE);
        assertThat(facts.size()).isEqualTo(5);
        assertThat(facts.modified()).isEqualTo(1);
    }

    @Test
    void a_name_is_found_by_its_bytes() {
        assertThat(FileFacts.of(base + "\u00c3\u00a4 \u00e2\u0082\u00ac").kind())
                .isEqualTo(FileFacts.Kind.FILE);
    }

    @Test
    void a_directory_may_end_with_a_slash() {
        assertThat(FileFacts.of(base + "directory").isDirectory()).isTrue();
        assertThat(FileFacts.of(base + "directory/").isDirectory()).isTrue();
    }

    @Test
    void a_file_must_not_end_with_a_slash() {
        FileFacts facts = FileFacts.of(base + "a.txt/");

        assertThat(facts.kind()).isEqualTo(FileFacts.Kind.MISSING);
        assertThat(facts.error()).isEqualTo("20: Not a directory");
    }

    @Test
    void a_missing_file_has_the_error_of_the_system() {
        assertThat(FileFacts.of(base + "none").error()).isEqualTo("2: No such file or directory");
        assertThat(FileFacts.of(base + "none").isAbsent()).isTrue();
        assertThat(FileFacts.of(base + "a.txt/b").error()).isEqualTo("20: Not a directory");
        assertThat(FileFacts.of(base + "n".repeat(300)).error()).isEqualTo("36: File name too long");
        assertThat(FileFacts.of(base + "a\0b").kind()).isEqualTo(FileFacts.Kind.MISSING);
    }

    @Test
    void a_link_to_itself_is_reported_as_a_loop() {
        FileFacts facts = FileFacts.of(base + "loop");

        assertThat(facts.kind()).isEqualTo(FileFacts.Kind.LOOP);
        assertThat(facts.error()).isEqualTo("40: Too many levels of symbolic links");
    }

    @Test
    void a_device_is_not_a_plain_file() {
        assertThat(FileFacts.of("/dev/null").kind()).isEqualTo(FileFacts.Kind.SPECIAL);
    }
}
