package io.gangway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands for one process, over the socket beside its pid file. */
@Timeout(60)
class CommandSocketTest {
    private static final long PID = 4711;

    private final List<String> executed = new CopyOnWriteArrayList<>();
    private final List<String> alerts = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void name() {
        path = directory.resolve("x.pid.sock");
    }

    private ControlSocket open(String name) throws IOException {
        return ControlSocket.openCommands(path, PID, word -> command(name, word), alerts::add);
    }

    private Runnable command(String name, String word) {
        return switch (word) {
            case "reload" -> () -> executed.add(name + " " + word);
            case "fail" ->
                () -> {
                    throw new IllegalStateException("no way");
                };
            default -> null;
        };
    }

    @Test
    void a_command_is_accepted_then_carried_out() throws Exception {
        try (ControlSocket socket = open("one")) {
            assertThat(CommandClient.send(path, PID, "reload")).isTrue();
            await().until(() -> executed.equals(List.of("one reload")));
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void a_command_for_another_process_and_an_unknown_command_are_refused() throws Exception {
        try (ControlSocket socket = open("one")) {
            assertThat(CommandClient.send(path, PID + 1, "reload")).isFalse();
            assertThat(CommandClient.send(path, PID, "fly")).isFalse();
            assertThat(request("GET /4711/reload")).startsWith("HTTP/1.1 405 ");
            assertThat(request("POST /4711")).startsWith("HTTP/1.1 404 ");
            assertThat(request("POST /4711/reload HTTP/1.1\r\nOrigin: http://example.com"))
                    .startsWith("HTTP/1.1 403 ");
        }
        assertThat(executed).isEmpty();
    }

    @Test
    void a_command_that_fails_is_logged() throws Exception {
        try (ControlSocket socket = open("one")) {
            assertThat(CommandClient.send(path, PID, "fail")).isTrue();
            await().until(() ->
                    alerts.equals(List.of("control: a request failed: java.lang.IllegalStateException: no way")));
            assertThat(CommandClient.send(path, PID, "reload")).isTrue();
        }
    }

    @Test
    void silent_clients_are_not_in_the_way_until_there_are_too_many() throws Exception {
        List<SocketChannel> silent = new ArrayList<>();
        try (ControlSocket socket = open("one")) {
            for (int i = 0; i < 63; i++) {
                silent.add(SocketChannel.open(UnixDomainSocketAddress.of(path)));
            }
            assertThat(CommandClient.send(path, PID, "reload")).isTrue();
            for (int i = 0; i < 64; i++) {
                silent.add(SocketChannel.open(UnixDomainSocketAddress.of(path)));
            }
            assertThat(CommandClient.send(path, PID, "reload")).isFalse(); // at once: then a signal is sent

            for (SocketChannel client : silent) {
                client.close();
            }
            await().until(() -> CommandClient.send(path, PID, "reload"));
        }
        assertThat(alerts).isEmpty();
    }

    private String request(String head) throws IOException {
        String line = head.contains("HTTP/1.1") ? head : head + " HTTP/1.1";
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            client.write(ByteBuffer.wrap((line + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void only_the_owner_may_connect() throws Exception {
        try (ControlSocket socket = open("one")) {
            assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            try (Stream<Path> all = Files.list(directory)) {
                assertThat(all).containsExactly(path);
            }
        }
    }

    @Test
    void a_second_process_takes_the_socket_over_and_keeps_it() throws Exception {
        ControlSocket first = open("first");
        try (ControlSocket second = open("second")) {
            first.close();

            assertThat(CommandClient.send(path, PID, "reload")).isTrue();
            await().until(() -> executed.equals(List.of("second reload")));
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void the_socket_of_a_killed_process_is_replaced() throws Exception {
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(path)); // closing does not delete the file
        }
        assertThat(CommandClient.send(path, PID, "reload")).isFalse();

        try (ControlSocket socket = open("one")) {
            assertThat(CommandClient.send(path, PID, "reload")).isTrue();
        }
    }

    @Test
    void a_file_that_is_no_socket_is_kept() throws Exception {
        Files.writeString(path, "precious");

        assertThatThrownBy(() -> open("one")).isInstanceOf(FileAlreadyExistsException.class);

        assertThat(path).hasContent("precious");
    }

    @Test
    void a_path_that_is_too_long_is_refused() {
        path = directory.resolve("x".repeat(100) + ".sock");

        assertThatThrownBy(() -> open("one")).hasMessage("File name too long");
        assertThat(path).doesNotExist();
    }

    @Test
    void nobody_and_silence_are_not_acceptance() throws Exception {
        assertThat(CommandClient.send(path, PID, "reload")).isFalse();

        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(path));
            assertThat(CommandClient.send(path, PID, "reload")).isFalse();
        }
    }
}
