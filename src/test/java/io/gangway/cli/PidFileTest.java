package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PidFileTest {
    @TempDir
    Path directory;

    @Test
    void it_replaces_an_old_file_and_leaves_no_temporary_file() throws IOException {
        Path path = Files.writeString(directory.resolve("gangway.pid"), "1\n");

        new PidFile(path, 42).write();

        assertThat(PidFile.read(path)).isEqualTo(42);
        assertThat(directory).isDirectoryContaining(file -> file.equals(path));
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void it_is_removed_only_if_it_names_this_process() throws IOException {
        Path path = directory.resolve("gangway.pid");
        PidFile ours = new PidFile(path, 42);
        ours.write();
        new PidFile(path, 43).write();

        ours.remove();
        assertThat(path).exists();

        new PidFile(path, 43).remove();
        assertThat(path).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "0", "-1", "12 ", "99999999999999999999"})
    void an_invalid_process_number_is_rejected(String text) throws IOException {
        Path path = Files.writeString(directory.resolve("gangway.pid"), text + "\n");

        assertThatThrownBy(() -> PidFile.read(path))
                .isInstanceOf(StartException.class)
                .hasMessage("invalid PID number \"" + text + "\" in \"" + path + "\"");
    }

    @Test
    void a_missing_file_or_directory_gets_nginxs_error() {
        Path path = directory.resolve("none/gangway.pid");
        String message = "open() \"" + path + "\" failed (2: No such file or directory)";

        assertThatThrownBy(() -> PidFile.read(path)).hasMessage(message);
        assertThatThrownBy(() -> new PidFile(path, 1).write()).hasMessage(message);
        assertThatThrownBy(() -> PidFile.check(path)).hasMessage(message);
        assertThatThrownBy(() -> PidFile.check(directory))
                .hasMessage("open() \"" + directory + "\" failed (21: Is a directory)");
        PidFile.check(directory.resolve("gangway.pid"));
    }

    @Test
    void an_ended_process_cannot_be_signalled() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Path path = directory.resolve("gangway.pid");
        new PidFile(path, gone.pid()).write();

        assertThatThrownBy(() -> SignalProcess.send(Command.RELOAD, path))
                .isInstanceOf(StartException.class)
                .hasMessage("kill(" + gone.pid() + ", 1) failed (3: No such process)");
    }

    @Test
    void a_running_process_gets_the_signal() throws Exception {
        Process sleeping = new ProcessBuilder("sleep", "60").start();
        Path path = directory.resolve("gangway.pid");
        new PidFile(path, sleeping.pid()).write();

        SignalProcess.send(Command.STOP, path);

        assertThat(sleeping.waitFor()).isEqualTo(128 + Command.STOP.number());
    }
}
