package io.gangway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.conf.SourceFile;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.util.ajax.JSON;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** nginx's Control API over a unix socket. */
@Timeout(60)
class ControlSocketTest {
    @TempDir
    private Path directory;

    private Path path;
    private ControlSocket socket;
    private Controlled.ReloadResult result = new Controlled.ReloadResult(true, List.of());
    private int reloads;
    private final List<String> alerts = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws IOException {
        path = directory.resolve("control.sock");
        socket = open(ControlAddress.parse("unix:" + path), new Controlled() {
            @Override
            public List<SourceFile> files() {
                return List.of(
                        new SourceFile("/etc/nginx.conf", "# caf\u00c3\u00a9 \"x\"\n"),
                        new SourceFile("/etc/b.conf", ""));
            }

            @Override
            public List<Boolean> exiting() {
                return List.of(true, false);
            }

            @Override
            public ReloadResult reload() {
                reloads++;
                if (result == null) {
                    throw new IllegalStateException("no result");
                }
                return result;
            }
        });
    }

    private ControlSocket open(ControlAddress address, Controlled controlled) throws IOException {
        return ControlSocket.open(address, controlled, alerts::add);
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
    }

    private String send(String request) throws IOException {
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            client.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
            return new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String request(String line) throws IOException {
        return send(line + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    private static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/|[\"1\"]",
                "/1|[\"control\",\"nginx\"]",
                "/1/|[\"control\",\"nginx\"]",
                "/1?x=y|[\"control\",\"nginx\"]",
                "/1/control|[\"processes\",\"config\"]"
            })
    void lists_name_what_is_below(String target, String list) throws IOException {
        String response = request("GET " + target);
        assertThat(response).startsWith("HTTP/1.1 200 OK\r\n").contains("Content-Type: application/json\r\n");
        assertThat(response)
                .contains("Content-Length: " + list.length() + "\r\n")
                .contains("Connection: close\r\n");
        assertThat(body(response)).isEqualTo(list);
    }

    @Test
    void version_processes_and_files_have_the_fields_of_nginx() throws IOException {
        assertThat(body(request("GET /1/nginx")))
                .matches("\\{\"version\":\"1\\.[0-9.]+\",\"build\":\"gangway/[^\"]+\"}");
        long pid = ProcessHandle.current().pid();
        assertThat(body(request("GET /1/control/processes")))
                .isEqualTo("[{\"name\":\"worker process\",\"pid\":" + pid + ",\"exiting\":true},"
                        + "{\"name\":\"worker process\",\"pid\":" + pid + ",\"exiting\":false}]");
        Object files = new JSON().fromJSON(body(request("GET /1/control/config")));
        assertThat((Object[]) files)
                .containsExactly(
                        Map.of("name", "/etc/nginx.conf", "content", "# caf\u00e9 \"x\"\n"),
                        Map.of("name", "/etc/b.conf", "content", ""));
    }

    @Test
    void patch_reloads() throws IOException {
        String response = request("PATCH /1/control/config");
        assertThat(response).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(body(response)).isEqualTo("{\"logs\":[]}");
        assertThat(reloads).isEqualTo(1);
    }

    @Test
    void a_failed_reload_is_unprocessable_and_shows_why() throws IOException {
        result = new Controlled.ReloadResult(false, List.of("[emerg] unknown directive \"x\" in /etc/nginx.conf:3"));
        String response = request("PATCH /1/control/config/");
        assertThat(response).startsWith("HTTP/1.1 422 Unprocessable Entity\r\n");
        assertThat(body(response))
                .isEqualTo("{\"logs\":[\"[emerg] unknown directive \\\"x\\\" in /etc/nginx.conf:3\"]}");
    }

    @Test
    void a_request_that_fails_for_no_known_reason_is_logged() throws IOException {
        result = null;
        assertThat(request("PATCH /1/control/config")).startsWith("HTTP/1.1 500 ");
        assertThat(alerts)
                .containsExactly("control: PATCH /1/control/config failed: java.lang.IllegalStateException: no result");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /2, 404 Not Found",
        "GET /1/control/x, 404 Not Found",
        "PATCH /9, 404 Not Found",
        "PATCH /1/nginx, 405 Not Allowed",
        "POST /1/control/config, 405 Not Allowed",
        "DELETE /1, 405 Not Allowed",
        "get /1, 400 Bad Request",
        "GET 1, 400 Bad Request"
    })
    void anything_else_is_refused_with_nginxs_status_and_changes_nothing(String line, String status)
            throws IOException {
        String response = request(line);
        assertThat(response).startsWith("HTTP/1.1 " + status + "\r\n").contains("Content-Length: 0\r\n");
        assertThat(reloads).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: evil.example.com", "Host: localhost\r\nOrigin: http://localhost"})
    void a_page_in_a_browser_is_refused(String fields) throws IOException {
        assertThat(send("PATCH /1/control/config HTTP/1.1\r\n" + fields + "\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(reloads).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n\r\n", "\n\n", "\r\nGET /1 HTTP/1.1\r\n\r\n", "GET\r\n\r\n"})
    void a_head_without_a_request_line_is_a_bad_request(String head) throws IOException {
        assertThat(send(head)).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void a_head_that_is_too_long_is_a_bad_request() throws IOException {
        assertThat(send("GET /1 HTTP/1.1\r\nX: " + "x".repeat(8192 - 20))).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void a_client_that_sends_nothing_does_not_block_others() throws IOException {
        List<SocketChannel> idle = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            idle.add(SocketChannel.open(UnixDomainSocketAddress.of(path)));
        }
        assertThat(request("GET /1")).startsWith("HTTP/1.1 200 ");
        for (SocketChannel client : idle) {
            client.close();
        }
    }

    @Test
    void the_socket_file_is_for_the_owner_only_and_is_deleted_at_the_end() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        socket.close();
        assertThat(path).doesNotExist();
    }

    @Test
    void a_stale_socket_file_is_replaced_but_no_other_file_and_no_socket_in_use() throws IOException {
        Path stale = directory.resolve("stale.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(stale));
        }
        open(ControlAddress.parse("unix:" + stale), null).close();
        Path file = Files.writeString(directory.resolve("file"), "content");
        assertThatThrownBy(() -> open(ControlAddress.parse("unix:" + file), null))
                .hasMessageStartingWith("control: bind() to unix:" + file + " failed (");
        assertThat(file).hasContent("content");
        assertThatThrownBy(() -> open(ControlAddress.parse("unix:" + path), null))
                .hasMessageStartingWith("control: bind() to unix:" + path + " failed (");
        assertThat(request("GET /1")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void a_socket_that_cannot_be_tested_is_kept() throws IOException {
        Path deep = Files.createDirectories(directory.resolve("x".repeat(100)));
        Path far = Files.move(path, deep.resolve("control.sock")); // its path is too long to connect to it
        ControlAddress address = new ControlAddress("unix:far", UnixDomainSocketAddress.of(far));

        assertThatThrownBy(() -> open(address, null)).hasMessageStartingWith("control: bind() to unix:far failed (");

        assertThat(far).exists();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.0.0.0:8000|control: \"0.0.0.0:8000\" is not a loopback address: use unix:PATH or 127.0.0.1:PORT",
                "[::]:8000|control: \"[::]:8000\" is not a loopback address: use unix:PATH or 127.0.0.1:PORT",
                "127.0.0.1|control: invalid port in \"127.0.0.1\"",
                "127.0.0.1:99999|control: invalid port in \"127.0.0.1:99999\"",
                "unix:|control: no path in the unix domain socket in \"unix:\""
            })
    void only_a_unix_socket_or_loopback_is_possible(String text, String message) {
        assertThatThrownBy(() -> ControlAddress.parse(text)).hasMessage(message);
    }

    @Test
    void a_port_alone_is_one_of_loopback() {
        assertThat(ControlAddress.parse("8000").socket()).hasToString("/127.0.0.1:8000");
        assertThat(ControlAddress.parse("[::1]:8000").socket().toString()).endsWith(":8000");
    }
}
