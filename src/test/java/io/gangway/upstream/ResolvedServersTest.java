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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** As in nginx the names are resolved for the whole process, so its log tells of failures. */
    private String log() throws Exception {
        return Files.readString(site.dir().resolve(site.conf().getFileName() + ".log"), ISO_8859_1);
    }

    private String at(String host) {
        return host + ":" + backend.port();
    }

    @Test
    void a_request_waits_for_the_first_result_and_none_asks_by_itself() throws Exception {
        dns.records("backends", "127.0.0.1");
        int port = start("server backends:PORT resolve;");
        for (int i = 0; i < 3; i++) {
            RawResponse response = RawHttp.get(port, "/");
            assertThat(response.body()).isEqualTo("here");
            assertThat(response.field("X-Addr")).isEqualTo(at("127.0.0.1"));
        }
        assertThat(dns.questions()).containsExactly("backends A");
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
    void a_name_is_resolved_again_without_requests() throws Exception {
        dns.records("backends", "127.0.0.2");
        int port = start("server backends:PORT resolve;");
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(502);
        server.advance(Duration.ofSeconds(5));
        assertThat(dns.questions()).hasSize(1);
        server.advance(Duration.ofSeconds(7));
        await().untilAsserted(() -> assertThat(dns.questions()).hasSize(2));
    }

    @Test
    void a_name_that_vanishes_leaves_no_peer_and_may_come_back() throws Exception {
        dns.records("backends", "127.0.0.1");
        int port = start("server backends:PORT resolve;");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("here");
        dns.rcode("backends", 3);
        server.advance(Duration.ofSeconds(12));
        await().untilAsserted(() -> assertThat(RawHttp.get(port, "/").status()).isEqualTo(502));
        dns.records("backends", "127.0.0.1");
        server.advance(Duration.ofSeconds(12));
        await().untilAsserted(() -> assertThat(RawHttp.get(port, "/").body()).isEqualTo("here"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void a_server_that_fails_leaves_the_last_addresses(int code) throws Exception {
        dns.records("backends", "127.0.0.1");
        int port = start("server backends:PORT resolve;");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("here");
        dns.rcode("backends", code);
        server.advance(Duration.ofSeconds(12));
        await().untilAsserted(() -> assertThat(log()).contains("backends could not be resolved (" + code + ": "));
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("here");
    }

    @Test
    void a_server_that_does_not_respond_leaves_the_last_addresses() throws Exception {
        dns.records("backends", "127.0.0.1");
        int port = start("server backends:PORT resolve; resolver_timeout 3s;");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("here");
        dns.noResponse("backends");
        server.advance(Duration.ofSeconds(12));
        await().untilAsserted(() -> assertThat(dns.questions()).hasSize(2));
        server.advance(Duration.ofSeconds(4));
        await().untilAsserted(() -> assertThat(log()).contains("could not be resolved (110: Operation timed out)"));
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("here");
        dns.records("backends", "127.0.0.2");
        server.advance(Duration.ofSeconds(4));
        await().untilAsserted(
                        () -> assertThat(RawHttp.get(port, "/").field("X-Addr")).isEqualTo(at("127.0.0.2")));
    }

    @Test
    void a_truncated_response_is_asked_for_over_tcp() throws Exception {
        dns.records("backends", "127.0.0.1").truncate();
        int port = start("server backends:PORT resolve;");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("here");
        assertThat(dns.questions()).containsExactly("backends A", "backends A tcp");
    }

    @Test
    void an_address_that_stays_keeps_its_failures() throws Exception {
        dns.records("backends", "127.0.0.2", "127.0.0.1");
        int port = start("server backends:PORT resolve fail_timeout=1h;");
        for (int i = 0; i < 4; i++) {
            assertThat(RawHttp.get(port, "/").body()).isEqualTo("here");
        }
        dns.records("backends", "127.0.0.2", "127.0.0.1", "127.0.0.3");
        server.advance(Duration.ofSeconds(12));
        await().untilAsserted(() ->
                assertThat(RawHttp.get(port, "/").field("X-Addr")).isEqualTo(at("127.0.0.3") + ", " + at("127.0.0.1")));
        for (int i = 0; i < 4; i++) {
            assertThat(RawHttp.get(port, "/").field("X-Addr")).isEqualTo(at("127.0.0.1"));
        }
    }

    @Test
    void a_reload_keeps_the_addresses_while_the_server_fails() throws Exception {
        dns.records("backends", "127.0.0.1");
        int port = start("server backends:PORT resolve;");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("here");
        dns.noResponse("backends");
        server.reload();
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("here");
        assertThat(dns.questions()).containsExactly("backends A");
        server.advance(Duration.ofSeconds(12));
        await().untilAsserted(() -> assertThat(dns.questions()).hasSize(2));
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("here");
    }

    @Test
    void a_reload_with_another_zone_forgets_the_addresses() throws Exception {
        dns.records("backends", "127.0.0.1");
        int port = start("server backends:PORT resolve;");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("here");
        dns.rcode("backends", 3);
        site.config("resolver " + dns.address() + " ipv6=off; upstream u { zone other 64k; server backends:"
                + backend.port()
                + " resolve; } server { listen 127.0.0.1:%{port}; location / { proxy_pass http://u; } }");
        server.reload();
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(502);
    }

    @Test
    void a_name_that_did_not_exist_is_asked_for_again_after_ten_seconds() throws Exception {
        dns.rcode("backends", 3);
        int port = start("server backends:PORT resolve; resolver " + dns.address() + " ipv6=off;");
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(502);
        server.advance(Duration.ofSeconds(5));
        assertThat(dns.questions()).hasSize(1);
        dns.records("backends", "127.0.0.1");
        server.advance(Duration.ofSeconds(7));
        await().untilAsserted(() -> assertThat(RawHttp.get(port, "/").body()).isEqualTo("here"));
    }

    @ParameterizedTest
    @CsvSource({"ipv4=off, AAAA", "ipv6=off, A"})
    void one_kind_of_address_may_be_left_out(String parameter, String kind) throws Exception {
        dns.rcode("backends", 3);
        int port = start("server backends:PORT resolve; resolver " + dns.address() + " " + parameter + ";");
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(502);
        assertThat(dns.questions()).containsExactly("backends " + kind);
    }

    @Test
    void an_old_generation_asks_no_more() throws Exception {
        dns.records("backends", "127.0.0.1");
        int port = start("server backends:PORT resolve;");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("here");
        site.config("server { listen 127.0.0.1:%{port}; return 204; }");
        server.reload();
        server.advance(Duration.ofMinutes(1));
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(204);
        assertThat(dns.questions()).hasSize(1);
    }

    @Test
    void the_hosts_of_a_service_are_peers_by_weight() throws Exception {
        dns.records("one.backends", "127.0.0.1").records("two.backends", "127.0.0.2");
        dns.records("_http._tcp.backends", service(1, 3, "one.backends"), service(1, 1, "two.backends"));
        int port = start("server backends service=http resolve max_fails=0;");
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            chosen.add(RawHttp.get(port, "/").field("X-Addr").split(",")[0]);
        }
        assertThat(Collections.frequency(chosen, at("127.0.0.1"))).isEqualTo(6);
        assertThat(dns.questions()).contains("_http._tcp.backends SRV", "one.backends A", "two.backends A");
    }

    @Test
    void hosts_of_a_higher_priority_are_backups() throws Exception {
        dns.records("_db._tcp.x", service(20, 1, "two"), service(10, 1, "one"))
                .records("one", "127.0.0.2")
                .records("two", "127.0.0.1");
        int port = start("server x service=_db._tcp resolve fail_timeout=1h;");
        assertThat(RawHttp.get(port, "/").field("X-Addr")).isEqualTo(at("127.0.0.2") + ", " + at("127.0.0.1"));
        assertThat(RawHttp.get(port, "/").field("X-Addr")).isEqualTo(at("127.0.0.1"));
    }

    @Test
    void a_host_of_a_service_that_does_not_exist_is_left_out() throws Exception {
        dns.records("_http._tcp.x", service(1, 1, "one"), service(1, 1, "nobody"))
                .records("one", "127.0.0.1");
        int port = start("server x service=http resolve;");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("here");
        assertThat(log())
                .contains("nobody could not be resolved (3: Host not found) while resolving service http of x");
    }

    @Test
    void a_service_that_does_not_exist_has_no_peers() throws Exception {
        dns.rcode("_http._tcp.x", 3);
        int port = start("server x service=http resolve;");
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(502);
        assertThat(log()).contains("service http of x could not be resolved (3: Host not found)");
    }

    private String service(int priority, int weight, String target) {
        return "SRV " + priority + " " + weight + " " + backend.port() + " " + target;
    }

    @Test
    void an_unknown_name_leaves_the_other_servers() throws Exception {
        dns.rcode("nobody", 3);
        int port = start("server nobody:PORT resolve; server 127.0.0.1:PORT;");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("here");
        await().untilAsserted(() ->
                assertThat(log()).contains("[error] ").contains("nobody could not be resolved (3: Host not found)"));
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
