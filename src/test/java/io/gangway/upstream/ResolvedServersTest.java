package io.gangway.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedDns;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code server NAME resolve} with a scripted DNS server. The backend listens only on 127.0.0.1. */
class ResolvedServersTest {
    private ScriptedUpstream backend;
    private ScriptedDns dns;
    private Site site;
    private GangwayServer server;

    @BeforeEach
    void open() throws Exception {
        backend = ScriptedUpstream.start(Script.body("here"));
        dns = ScriptedDns.start();
        site = Site.create();
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        dns.close();
        backend.close();
        site.close();
        assertThat(dns.failures()).isEmpty();
    }

    private int start(String servers) throws Exception {
        site.config("error_log %{dir}/error.log notice;\nresolver " + dns.address() + " valid=10s ipv6=off;\n"
                + "upstream u { zone z 64k; " + servers.replace("PORT", Integer.toString(backend.port()))
                + " }\nserver { listen 127.0.0.1:%{port}; add_header X-Addr $upstream_addr always;"
                + " location / { proxy_pass http://u; } }");
        server = GangwayServer.start(site);
        return server.port();
    }

    private String at(String host) {
        return host + ":" + backend.port();
    }

    @Test
    void the_first_request_waits_for_the_name_and_others_do_not_ask_again() throws Exception {
        dns.records("backends", "127.0.0.1");
        int port = start("server backends:PORT resolve;");
        assertThat(dns.questions()).as("no query at startup").isEmpty();
        for (int i = 0; i < 3; i++) {
            RawResponse response = RawHttp.get(port, "/");
            assertThat(response.body()).isEqualTo("here");
            assertThat(response.field("X-Addr")).isEqualTo(at("127.0.0.1"));
        }
        assertThat(dns.questions()).hasSizeLessThanOrEqualTo(3).contains("backends A");
    }

    @Test
    void the_peers_change_with_the_response() throws Exception {
        dns.records("backends", "127.0.0.2");
        int port = start("server backends:PORT resolve max_fails=0;");
        assertThat(RawHttp.get(port, "/").field("X-Addr")).isEqualTo(at("127.0.0.2"));
        dns.records("backends", "127.0.0.1");
        server.advance(Duration.ofSeconds(11));
        await().untilAsserted(
                        () -> assertThat(RawHttp.get(port, "/").field("X-Addr")).isEqualTo(at("127.0.0.1")));
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("here");
    }

    @Test
    void an_unknown_name_leaves_the_other_servers() throws Exception {
        dns.rcode("nobody", 3);
        int port = start("server nobody:PORT resolve; server 127.0.0.1:PORT;");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("here");
        assertThat(Files.readString(site.dir().resolve("error.log"), ISO_8859_1))
                .contains("nobody could not be resolved (3: Host not found)");
    }

    @Test
    void a_group_without_any_address_is_not_live() throws Exception {
        dns.rcode("nobody", 3);
        int port = start("least_conn; server nobody:PORT resolve;");
        RawResponse response = RawHttp.get(port, "/");
        assertThat(response.status()).isEqualTo(502);
        assertThat(response.field("X-Addr")).isEqualTo("u");
    }
}
