package io.gangway.server.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header of {@code listen … proxy_protocol} and its variables. */
class ProxyHeaderTest {
    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port} proxy_protocol;
                location / { return 200 "$proxy_protocol_addr $proxy_protocol_port $proxy_protocol_server_addr $proxy_protocol_server_port $remote_addr"; }
                location /tlv { return 200 "$proxy_protocol_tlv_alpn $proxy_protocol_tlv_0x01 $proxy_protocol_tlv_ssl_version $proxy_protocol_tlv_none"; }
            }
            server {
                listen 127.0.0.1:%{port:real} proxy_protocol;
                set_real_ip_from 127.0.0.1;
                real_ip_header proxy_protocol;
                location / { return 200 "$remote_addr $remote_port $proxy_protocol_addr"; }
            }
            """;

    private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

    private static Site site;
    private static GangwayServer gangway;

    @BeforeAll
    static void start() throws IOException {
        site = Site.of(CONFIG);
        gangway = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        gangway.close();
        site.close();
    }

    private static RawResponse get(int port, String header, String target) throws IOException {
        try (RawConnection client = RawHttp.connect(port)) {
            return client.send(header, RawHttp.request("GET", target)).read();
        }
    }

    /** A version 2 header with IPv4 addresses and the given rest. */
    private static String version2(String more) {
        int length = 12 + more.length();
        return SIGNATURE + "\u0021\u0011" + (char) (length >> 8) + (char) (length & 0xff)
                + "\u00c0\0\2\1\u00c0\0\2\2\0\u007b\u0016\u002e" + more;
    }

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.1 192.0.2.2 123 5678, 192.0.2.1 123 192.0.2.2 5678 127.0.0.1",
        "PROXY TCP6 2001:db8::1 2001:db8::2 123 5678, 2001:db8::1 123 2001:db8::2 5678 127.0.0.1",
        "PROXY UNKNOWN, '    127.0.0.1'",
        "PROXY UNKNOWN 1 2 3 4, '    127.0.0.1'"
    })
    void version_1_names_client_and_server(String header, String expected) throws Exception {
        assertThat(get(site.port(), header + "\r\n", "/").body()).isEqualTo(expected);
    }

    @Test
    void version_2_names_client_and_server() throws Exception {
        assertThat(get(site.port(), version2(""), "/").body()).isEqualTo("192.0.2.1 123 192.0.2.2 5678 127.0.0.1");
    }

    @Test
    void version_2_may_name_no_addresses() throws Exception {
        assertThat(get(site.port(), SIGNATURE + "\u0020\0\0\0", "/").body()).isEqualTo("    127.0.0.1");
    }

    @Test
    void version_2_carries_further_values() throws Exception {
        String alpn = "\1\0\2h2";
        String tls = "\u0020\0\u000e" + "\1\0\0\0\0" + "\u0021\0\6TLSv13";

        assertThat(get(site.port(), version2(alpn + tls), "/tlv").body()).isEqualTo("h2 h2 TLSv13 ");
    }

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.1 192.0.2.2 123 5678, 192.0.2.1 123 192.0.2.1",
        "PROXY TCP6 2001:DB8::1 2001:db8::2 123 5678, 2001:db8::1 123 2001:DB8::1"
    })
    void the_header_may_give_the_real_address(String header, String expected) throws Exception {
        assertThat(get(site.port("real"), header + "\r\n", "/").body()).isEqualTo(expected);
    }

    @Test
    void an_unknown_client_keeps_the_address_of_the_proxy() throws Exception {
        assertThat(get(site.port("real"), "PROXY UNKNOWN\r\n", "/").body()).startsWith("127.0.0.1 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.0",
                "PROXY TCP5 1.1.1.1 1.1.1.1 1 1",
                "PROXY TCP4 1.1.1.1 1.1.1.1 1",
                "PROXY TCP4 1.1.1.1 1.1.1.1 1 x",
                "PROXY TCP4 1.1.1.1 1.1.1.1 1 70000",
                "proxy TCP4 1.1.1.1 1.1.1.1 1 1"
            })
    void a_broken_header_ends_the_connection(String header) throws Exception {
        assertThat(get(site.port(), header + "\r\n", "/")).isNull();
    }

    @Test
    void a_broken_header_is_logged() throws Exception {
        get(site.port(), "PROXY logged\r\n", "/");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Files.readString(site.dir().resolve("nginx.conf.log")))
                        .contains("broken header: \"PROXY logged"));
    }

    @Test
    void a_header_must_arrive_in_one_piece() throws Exception {
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send("PROXY TCP4 192.0.2.1");
            assertThat(client.read()).isNull();
        }
    }
}
