package io.gangway.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    private Path dir;

    @Test
    void lines_of_several_threads_and_generations_do_not_mix() throws Exception {
        Path path = dir.resolve("log");
        List<String> texts = IntStream.range(0, 8)
                .mapToObj(i -> String.valueOf((char) ('a' + i)).repeat(50 + 300 * i))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(texts.size());
        try (LogFile first = opened(path);
                LogFile second = opened(path)) {
            List<Callable<Void>> writers = IntStream.range(0, texts.size())
                    .<Callable<Void>>mapToObj(i -> () -> {
                        for (int n = 0; n < 200; n++) {
                            (i % 2 == 0 ? first : second).append(line(texts.get(i)));
                        }
                        return null;
                    })
                    .toList();
            for (Future<Void> writer : threads.invokeAll(writers)) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }
        List<String> lines = Files.readAllLines(path);
        assertThat(lines).hasSize(200 * texts.size());
        assertThat(lines).allMatch(texts::contains);
    }

    @Test
    void a_renamed_file_gets_the_lines_until_reopen() throws IOException {
        Path path = dir.resolve("log");
        Path moved = dir.resolve("log.1");
        try (LogFile file = opened(path)) {
            file.append(line("one"));
            Files.move(path, moved);
            file.append(line("two"));
            file.open();
            file.append(line("three"));
        }
        assertThat(moved).hasContent("one\ntwo");
        assertThat(path).hasContent("three");
    }

    @Test
    void a_file_stays_open_when_reopen_fails() throws IOException {
        Path directory = Files.createDirectory(dir.resolve("directory"));
        Path moved = dir.resolve("moved");
        try (LogFile file = opened(directory.resolve("log"))) {
            Files.move(directory, moved);
            assertThatThrownBy(file::open).hasMessageEndingWith(": No such file or directory");
            file.append(line("still"));
        }
        assertThat(moved.resolve("log")).hasContent("still");
    }

    @Test
    void buffered_lines_are_written_when_the_next_does_not_fit() throws IOException {
        Path path = dir.resolve("log");
        LogFile file = new LogFile(path);
        file.buffer(new LogBuffer(10, 0, 0));
        try (file) {
            file.open();
            assertThat(file.append(line("1234"))).isTrue();
            assertThat(file.append(line("5678"))).isFalse();
            assertThat(path).isEmptyFile();
            assertThat(file.append(line("9"))).isTrue();
            assertThat(path).hasContent("1234\n5678");
            assertThat(file.append(line("longer than the buffer"))).isFalse();
            assertThat(path).hasContent("1234\n5678\n9\nlonger than the buffer");
            file.append(line("last"));
        }
        assertThat(path).hasContent("1234\n5678\n9\nlonger than the buffer\nlast");
    }

    @Test
    void reopen_writes_buffered_lines_into_the_old_file() throws IOException {
        Path path = dir.resolve("log");
        LogFile file = new LogFile(path);
        file.buffer(new LogBuffer(100, 0, 0));
        try (file) {
            file.open();
            file.append(line("old"));
            Files.move(path, dir.resolve("log.1"));
            file.open();
            file.append(line("new"));
        }
        assertThat(dir.resolve("log.1")).hasContent("old");
        assertThat(path).hasContent("new");
    }

    private static LogFile opened(Path path) throws IOException {
        LogFile file = new LogFile(path);
        file.open();
        return file;
    }

    private static Line line(String text) {
        return new Line().add(text).add('\n');
    }
}
