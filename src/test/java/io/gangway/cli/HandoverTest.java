package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.control.ControlAddress;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a process shares with the one that replaces it; here that one is a shell. */
@Timeout(60)
class HandoverTest {
    @TempDir
    private Path directory;

    private final List<Process> processes = new ArrayList<>();
    private RecordedInstance instance;
    private Path control;
    private Handover handover;

    @BeforeEach
    void open() {
        instance = new RecordedInstance(null);
        control = directory.resolve("c.sock");
        handover = new Handover(instance, ControlAddress.parse("unix:" + control), null);
        handover.open();
    }

    @AfterEach
    void close() {
        handover.close();
        processes.forEach(Process::destroyForcibly);
    }

    /** It lives until it is killed. */
    private Process successor() throws IOException {
        Process process = new ProcessBuilder("/bin/sh", "-c", "read forever").start();
        processes.add(process);
        return process;
    }

    @Test
    void a_process_that_is_killed_leaves_the_addresses_to_the_old_one() throws Exception {
        Process successor = successor();

        handover.to(successor.pid());
        assertThat(instance.calls).containsExactly("share");
        assertThat(control).doesNotExist();

        successor.destroyForcibly();
        await().until(() -> instance.calls.equals(List.of("share", "keep")));
        await().until(() -> control.toFile().exists());
        assertThat(instance.log).isEmpty();
    }

    @Test
    void the_end_of_an_earlier_process_takes_nothing_from_a_later_one() throws Exception {
        Process first = successor();
        Process second = successor();
        handover.to(first.pid());
        handover.to(second.pid());

        first.destroyForcibly().onExit().thenRun(() -> instance.calls.add("first ended"));
        await().until(() -> instance.calls.contains("first ended"));
        second.destroyForcibly();
        await().until(() -> instance.calls.contains("keep"));

        assertThat(instance.calls).containsExactly("share", "share", "first ended", "keep");
    }

    @Test
    void nothing_is_opened_again_by_a_process_that_quits() throws Exception {
        Process successor = successor();
        handover.to(successor.pid());
        handover.quit();

        successor.destroyForcibly().onExit().thenRun(() -> instance.calls.add("ended"));
        await().until(() -> instance.calls.contains("ended"));

        assertThat(instance.calls).containsExactly("share", "ended");
        assertThat(control).doesNotExist();
    }

    @Test
    void nothing_is_shared_with_a_process_that_is_gone() throws Exception {
        Process gone = successor();
        gone.destroyForcibly().waitFor();

        handover.to(gone.pid());

        await().until(() -> !instance.calls.equals(List.of("share")));
        assertThat(control).exists();
    }

    @Test
    void an_address_that_is_in_use_afterwards_is_logged() throws Exception {
        Process successor = successor();
        handover.to(successor.pid());

        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(control));
            successor.destroyForcibly();

            await().until(() -> instance.log.equals(
                    List.of("[alert] control: bind() to unix:" + control + " failed (Address already in use)")));
        }
    }

    @Test
    void a_replaced_process_that_is_gone_needs_no_signal() throws Exception {
        Process gone = successor();
        gone.destroyForcibly().waitFor();
        List<String> alerts = new ArrayList<>();

        new Replacement(gone.pid()).end(alerts::add);

        assertThat(alerts)
                .containsExactly(
                        "the replaced process gets no signal: kill(" + gone.pid() + ", 3) failed (3: No such process)");
    }
}
