package io.gangway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gangway.Gangway;
import io.gangway.testing.Site;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** IPv4 and IPv6 on one port, and reloads that change them. */
class WildcardTest {
    private static final String V4 = "127.0.0.1";
    private static final String V6 = "::1";

    private Site site;
    private Gangway gangway;

    @BeforeEach
    void prepare() throws IOException {
        assumeTrue(hasV6(), "this machine has no IPv6 on loopback");
        site = Site.create();
    }

    @AfterEach
    void end() throws IOException {
        if (gangway != null) {
            gangway.close();
        }
        if (site != null) {
            site.close();
        }
    }

    @Test
    void both_wildcards_share_a_port_with_separate_servers() throws IOException {
        start("server { listen %{port}; return 200 four; } server { listen [::]:%{port}; return 200 six; }");

        assertThat(get(V4)).endsWith("four");
        assertThat(get(V6)).endsWith("six");
    }

    @Test
    void one_server_listens_on_both() throws IOException {
        start("server { listen %{port}; listen [::]:%{port}; return 200 \"$server_addr\"; }");

        assertThat(get(V4)).endsWith("\r\n\r\n127.0.0.1");
        assertThat(get(V6)).endsWith("\r\n\r\n::1");
    }

    @Test
    void ipv6only_excludes_ipv4() throws IOException {
        start("server { listen [::]:%{port}; return 200 six; }");

        assertThat(get(V6)).endsWith("six");
        assertThatThrownBy(() -> get(V4)).isInstanceOf(IOException.class);
    }

    @Test
    void ipv4_is_accepted_without_ipv6only() throws IOException {
        start("server { listen [::]:%{port} ipv6only=off; return 200 six; }");

        assertThat(get(V4)).endsWith("six");
    }

    @Test
    void a_reload_switches_between_wildcard_and_address() throws IOException {
        start("server { listen " + V4 + ":%{port}; return 200 loopback; }");
        assertThat(get(V4)).endsWith("loopback");

        reload("server { listen %{port}; return 200 four; }");
        assertThat(get(V4)).endsWith("four");

        reload("server { listen %{port}; return 200 four; } server { listen [::]:%{port}; return 200 six; }");
        assertThat(get(V4)).endsWith("four");
        assertThat(get(V6)).endsWith("six");

        reload("server { listen [::1]:%{port}; return 200 last; }");
        assertThat(get(V6)).endsWith("last");
        assertThatThrownBy(() -> get(V4)).isInstanceOf(IOException.class);
    }

    @Test
    void a_failed_reload_keeps_the_address() throws IOException {
        start("server { listen " + V4 + ":%{port}; return 200 loopback; }");
        try (ServerSocket taken = new ServerSocket(site.port("taken"), 1, InetAddress.getByName(V4))) {
            assertThatThrownBy(() ->
                            reload("server { listen [::]:%{port}; listen " + V4 + ":%{port:taken}; return 200 six; }"))
                    .isInstanceOf(PortUnavailableException.class);
        }

        assertThat(get(V4)).endsWith("loopback");
        assertThatThrownBy(() -> get(V6)).isInstanceOf(IOException.class);
    }

    @Test
    void no_other_process_can_bind_the_port_after_a_reload() throws IOException {
        start("server { listen " + V4 + ":%{port}; return 200 loopback; }");
        reload("server { listen %{port}; return 200 four; }");

        try (Gangway second = Gangway.read(site.conf())) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(PortUnavailableException.class)
                    .hasMessage("bind() to 0.0.0.0:" + site.port() + " failed (98: Address already in use)");
        }
    }

    private void start(String config) throws IOException {
        site.config(config);
        gangway = Gangway.read(site.conf()).start();
    }

    private void reload(String config) throws IOException {
        site.config(config);
        gangway.reload();
    }

    private String get(String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName(host), site.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (response.isEmpty()) {
                throw new EOFException("closed without a response");
            }
            return response;
        }
    }

    private static boolean hasV6() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(V6))) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
