package io.gangway.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backends on a unix-domain socket, {@code unix:/path}. */
class UnixUpstreamTest extends BackendTest {
    private ServerSocketChannel listener;
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<IOException> failures = new CopyOnWriteArrayList<>();
    private Path socket;

    @BeforeEach
    void listen() throws Exception {
        socket = site.dir().resolve("backend.sock");
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Thread thread = new Thread(this::serve, "unix backend");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws Exception {
        listener.close();
        assertThat(failures).isEmpty();
    }

    private void serve() {
        while (listener.isOpen()) {
            try (SocketChannel connection = listener.accept()) {
                heads.add(head(connection));
                connection.write(
                        ByteBuffer.wrap("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nunix".getBytes(ISO_8859_1)));
            } catch (AsynchronousCloseException e) {
                return;
            } catch (IOException e) {
                failures.add(e);
            }
        }
    }

    private static String head(SocketChannel connection) throws IOException {
        StringBuilder head = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (head.indexOf("\r\n\r\n") < 0 && connection.read(buffer.clear()) > 0) {
            head.append(ISO_8859_1.decode(buffer.flip()));
        }
        return head.toString();
    }

    @Test
    void proxy_pass_accepts_a_socket_path() throws Exception {
        int port = start("proxy_pass http://unix:%{dir}/backend.sock; add_header X-Up $upstream_addr;");
        RawResponse response = RawHttp.get(port, "/a?b");
        assertThat(response.body()).isEqualTo("unix");
        assertThat(response.field("X-Up")).isEqualTo("unix:" + socket);
        assertThat(heads).containsExactly("GET /a?b HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    @Test
    void a_uri_may_follow_the_socket_path() throws Exception {
        int port = startHttp("server { listen 127.0.0.1:%{port}; "
                + "location /api/ { proxy_pass http://unix:%{dir}/backend.sock:/v1/; } }");
        assertThat(RawHttp.get(port, "/api/x").body()).isEqualTo("unix");
        assertThat(heads.get(0)).startsWith("GET /v1/x HTTP/1.1\r\n");
    }

    @Test
    void a_server_of_a_group_may_be_a_socket() throws Exception {
        int port = startHttp("upstream u { server unix:%{dir}/backend.sock; } "
                + "server { listen 127.0.0.1:%{port}; location / { proxy_pass http://u; } }");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("unix");
        assertThat(heads.get(0)).contains("\r\nHost: u\r\n");
    }

    @Test
    void a_socket_path_may_contain_variables() throws Exception {
        int port = startHttp("server { listen 127.0.0.1:%{port}; set $name backend; "
                + "location / { proxy_pass http://unix:%{dir}/$name.sock; } }");
        assertThat(RawHttp.get(port, "/v").body()).isEqualTo("unix");
        assertThat(heads.get(0)).startsWith("GET /v HTTP/1.1\r\n");
    }

    @Test
    void a_missing_socket_gives_502_and_logs_the_system_error() throws Exception {
        int port = start("proxy_pass http://unix:%{dir}/none.sock;");
        assertThat(RawHttp.get(port, "/x").status()).isEqualTo(502);
        assertThat(errorLog())
                .contains("[crit]")
                .contains("connect() to unix:" + site.dir()
                        + "/none.sock failed (2: No such file or directory) while connecting to upstream")
                .contains("upstream: \"http://unix:" + site.dir() + "/none.sock:/x\"");
    }
}
