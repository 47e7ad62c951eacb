package io.gangway.dns;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedDns;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A proxy whose target is a variable, and DNS servers of our own. The backend is at 127.0.0.1 only. */
class ResolverTest {
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
        if (server != null) {
            server.close();
        }
        dns.close();
        backend.close();
        site.close();
        assertThat(dns.failures()).isEmpty();
    }

    /** Serves /NAME from the host of that name; what is said of the resolver stands in {@code http}. */
    private int start(String resolver) throws Exception {
        site.config("error_log %{dir}/error.log notice;\n" + resolver
                + "\nserver { listen 127.0.0.1:%{port}; add_header X-Addr $upstream_addr always; rewrite_log on; "
                + "location ~ ^/(?<name>[^/]*) { rewrite ^ /rewritten break; proxy_pass http://$name:" + backend.port()
                + "; } }");
        server = GangwayServer.start(site);
        return server.port();
    }

    private String resolver(String parameters) {
        return "resolver " + dns.address() + " " + parameters + ";";
    }

    private String at(String host) {
        return host + ":" + backend.port();
    }

    private String errorLog() throws Exception {
        return Files.readString(site.dir().resolve("error.log"), ISO_8859_1);
    }

    @Test
    void the_named_server_is_asked() throws Exception {
        dns.records("gateway", "127.0.0.1");
        int port = start(resolver("valid=10s ipv6=off"));
        RawResponse response = RawHttp.get(port, "/gateway");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("here");
        assertThat(response.field("X-Addr")).isEqualTo(at("127.0.0.1"));
        assertThat(dns.questions()).containsExactly("gateway A");
    }

    @Test
    void a_response_is_cached_for_its_ttl() throws Exception {
        dns.records("gateway", "127.0.0.1");
        int port = start(resolver("ipv6=off"));
        for (int i = 0; i < 3; i++) {
            assertThat(RawHttp.get(port, "/Gateway.").status()).isEqualTo(200);
        }
        assertThat(dns.questions()).hasSize(1);
    }

    @Test
    void a_response_with_ttl_zero_is_not_cached() throws Exception {
        dns.records("gateway", "127.0.0.1").ttl(0);
        int port = start(resolver("ipv6=off"));
        RawHttp.get(port, "/gateway");
        RawHttp.get(port, "/gateway");
        assertThat(dns.questions()).hasSize(2);
    }

    @Test
    void a_changed_address_is_noticed_after_the_time_of_valid() throws Exception {
        dns.records("gateway", "127.0.0.1");
        int port = start(resolver("valid=100s ipv6=off"));
        assertThat(RawHttp.get(port, "/gateway").field("X-Addr")).isEqualTo(at("127.0.0.1"));
        dns.records("gateway", "127.0.0.2");
        assertThat(RawHttp.get(port, "/gateway").field("X-Addr")).isEqualTo(at("127.0.0.1"));
        server.advance(Duration.ofSeconds(101));
        RawResponse response = RawHttp.get(port, "/gateway");
        assertThat(response.field("X-Addr")).isEqualTo(at("127.0.0.2"));
        assertThat(response.status()).isEqualTo(502);
        assertThat(dns.questions()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"1,Format", "2,Server failure", "3,Host not found", "4,Unimplemented", "5,Operation refused"})
    void a_refused_query_gives_502_and_the_log_names_the_reason(int code, String text) throws Exception {
        dns.rcode("gateway", code);
        int port = start(resolver(""));
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(RawHttp.request("GET", "/gateway"));
            if (code == 1) {
                // not for this question, as far as anybody knows: that one has to time out
                await().until(() -> errorLog().contains("DNS error"));
                server.advance(Duration.ofSeconds(31));
            }
            assertThat(client.read().status()).isEqualTo(502);
        }
        String expected = code == 1 ? "(110: Operation timed out)" : "(" + code + ": " + text + ")";
        assertThat(errorLog()).contains("gateway could not be resolved " + expected);
        assertThat(errorLog().contains("DNS error (1: Format error), query id:"))
                .isEqualTo(code == 1);
    }

    @Test
    void a_failure_is_not_cached() throws Exception {
        int port = start(resolver("ipv6=off"));
        assertThat(RawHttp.get(port, "/gateway").status()).isEqualTo(502);
        dns.records("gateway", "127.0.0.1");
        assertThat(RawHttp.get(port, "/gateway").status()).isEqualTo(200);
    }

    @Test
    void a_silent_server_gives_502_after_resolver_timeout() throws Exception {
        dns.noResponse("gateway");
        int port = start(resolver("") + " resolver_timeout 200ms;");
        assertThat(RawHttp.get(port, "/gateway").status()).isEqualTo(502);
        assertThat(errorLog()).contains("gateway could not be resolved (110: Operation timed out)");
    }

    @Test
    void ipv4_and_ipv6_addresses_are_used() throws Exception {
        dns.records("six", "::1").records("both", "::1", "127.0.0.1");
        int port = start(resolver(""));
        assertThat(RawHttp.get(port, "/six").field("X-Addr")).isEqualTo(at("[::1]"));
        assertThat(dns.questions()).containsExactlyInAnyOrder("six A", "six AAAA");
        RawResponse response = RawHttp.get(port, "/both");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.field("X-Addr")).endsWith(at("127.0.0.1"));
    }

    @Test
    void one_address_family_can_be_turned_off() throws Exception {
        dns.records("gateway", "::1", "127.0.0.1");
        int port = start(resolver("ipv4=off"));
        assertThat(RawHttp.get(port, "/gateway").field("X-Addr")).isEqualTo(at("[::1]"));
        assertThat(dns.questions()).containsExactly("gateway AAAA");
    }

    @Test
    void an_alias_is_followed() throws Exception {
        dns.records("gateway", "CNAME other.example")
                .records("other.example", "CNAME last")
                .records("last", "127.0.0.1");
        int port = start(resolver(""));
        assertThat(RawHttp.get(port, "/gateway").status()).isEqualTo(200);
        assertThat(RawHttp.get(port, "/gateway").status()).isEqualTo(200);
        assertThat(dns.questions())
                .containsExactlyInAnyOrder(
                        "gateway A", "gateway AAAA", "other.example A", "other.example AAAA", "last A", "last AAAA");
    }

    @Test
    void an_alias_is_lost_when_an_empty_response_follows() throws Exception {
        dns.records("gateway A", "CNAME other").records("gateway AAAA").records("other", "127.0.0.1");
        dns.records("second A").records("second AAAA", "CNAME other");
        int port = start(resolver(""));
        assertThat(RawHttp.get(port, "/gateway").status()).isEqualTo(502);
        assertThat(RawHttp.get(port, "/second").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"0", "60"})
    void a_cycle_of_aliases_ends(int ttl) throws Exception {
        dns.records("gateway", "CNAME other").records("other", "CNAME gateway").ttl(ttl);
        int port = start(resolver(""));
        assertThat(RawHttp.get(port, "/gateway").status()).isEqualTo(502);
        assertThat(errorLog()).contains("gateway could not be resolved (3: Host not found)");
    }

    @Test
    void all_addresses_are_tried() throws Exception {
        dns.records("gateway", "127.0.0.2", "127.0.0.1");
        int port = start(resolver("ipv6=off"));
        RawResponse response = RawHttp.get(port, "/gateway");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.field("X-Addr")).isEqualTo(at("127.0.0.2") + ", " + at("127.0.0.1"));
    }

    @Test
    void cached_addresses_are_used_in_turn() throws Exception {
        dns.records("gateway", "127.0.0.2", "127.0.0.1");
        int port = start(resolver("ipv6=off"));
        await().until(() -> RawHttp.get(port, "/gateway").field("X-Addr").equals(at("127.0.0.1")));
        await().until(() -> RawHttp.get(port, "/gateway").field("X-Addr").startsWith(at("127.0.0.2")));
        assertThat(dns.questions()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"on", "off"})
    void the_next_server_is_asked_when_a_port_is_closed(String ipv6) throws Exception {
        dns.records("gateway", "127.0.0.1");
        int port = start("resolver 127.0.0.1:%{dead} " + dns.address() + " ipv6=" + ipv6 + "; resolver_timeout 4s;");
        assertThat(RawHttp.get(port, "/gateway").status()).isEqualTo(200);
        assertThat(errorLog())
                .contains("failed (111: Connection refused) while resolving, resolver: "
                        + site.fill("127.0.0.1:%{dead}"));
    }

    @Test
    void the_next_server_is_asked_when_one_is_silent() throws Exception {
        dns.records("gateway", "127.0.0.1");
        try (ScriptedDns silent = ScriptedDns.start()) {
            silent.noResponse("gateway");
            int port = start("resolver " + silent.address() + " " + dns.address() + " ipv6=off;");
            assertThat(RawHttp.get(port, "/gateway").status()).isEqualTo(200);
            assertThat(silent.questions()).hasSize(1);
            assertThat(dns.questions()).hasSize(1);
        }
    }

    @Test
    void servers_are_asked_in_turn() throws Exception {
        try (ScriptedDns other = ScriptedDns.start()) {
            int port = start("resolver " + dns.address() + " " + other.address() + " ipv6=off;");
            RawHttp.get(port, "/one");
            RawHttp.get(port, "/two");
            assertThat(dns.questions()).containsExactly("one A");
            assertThat(other.questions()).containsExactly("two A");
        }
    }

    @Test
    void a_truncated_response_is_fetched_over_tcp() throws Exception {
        dns.records("gateway", "127.0.0.1").truncate();
        int port = start(resolver("ipv6=off"));
        assertThat(RawHttp.get(port, "/gateway").status()).isEqualTo(200);
        assertThat(dns.questions()).containsExactly("gateway A", "gateway A tcp");
    }

    @Test
    void requests_for_the_same_name_share_one_query() throws Exception {
        dns.records("gateway", "127.0.0.1").ttl(0);
        int port = start(resolver("ipv6=off"));
        dns.holdResponses();
        try (RawConnection one = RawHttp.connect(port);
                RawConnection two = RawHttp.connect(port)) {
            one.send(RawHttp.request("GET", "/gateway"));
            two.send(RawHttp.request("GET", "/gateway"));
            await().until(() -> errorLog().split("rewritten data:", -1).length == 3);
            dns.releaseResponses();
            assertThat(one.read("GET").status()).isEqualTo(200);
            assertThat(two.read("GET").status()).isEqualTo(200);
        }
        assertThat(dns.questions()).containsExactly("gateway A");
    }

    @Test
    void other_clients_get_the_response_when_one_leaves() throws Exception {
        dns.records("gateway", "127.0.0.1");
        int port = start(resolver("ipv6=off"));
        dns.holdResponses();
        try (RawConnection one = RawHttp.connect(port);
                RawConnection two = RawHttp.connect(port)) {
            one.send(RawHttp.request("GET", "/gateway"));
            two.send(RawHttp.request("GET", "/gateway"));
            await().until(() -> errorLog().split("rewritten data:", -1).length == 3);
            one.close();
            dns.releaseResponses();
            assertThat(two.read("GET").status()).isEqualTo(200);
        }
    }

    @Test
    void only_a_name_needs_a_resolver() throws Exception {
        int port = start("");
        assertThat(RawHttp.get(port, "/127.0.0.1").status()).isEqualTo(200);
        assertThat(RawHttp.get(port, "/127.0.0.256").status()).isEqualTo(502);
        assertThat(errorLog()).contains("no resolver defined to resolve 127.0.0.256");
        assertThat(RawHttp.get(port, "/gateway").status()).isEqualTo(502);
        assertThat(errorLog()).contains("no resolver defined to resolve gateway");
    }

    @Test
    void an_invalid_name_is_not_found() throws Exception {
        int port = start(resolver(""));
        assertThat(RawHttp.get(port, "/a..b").status()).isEqualTo(502);
        assertThat(errorLog()).contains("a..b could not be resolved (3: Host not found)");
        assertThat(dns.questions()).isEmpty();
    }

    @Test
    void a_name_of_the_maximum_length_is_resolved() throws Exception {
        String label = "a".repeat(63);
        String name = String.join(".", label, label, label, label);
        dns.records(name, "127.0.0.1").records("alias", "CNAME " + name);
        int port = start(resolver("ipv6=off"));
        assertThat(RawHttp.get(port, "/" + name).status()).isEqualTo(200);
        assertThat(RawHttp.get(port, "/alias").status()).isEqualTo(200);
        assertThat(RawHttp.get(port, "/" + name + ".a").status()).isEqualTo(502);
    }

    @Test
    void each_query_has_its_own_port_and_id() throws Exception {
        int port = start(resolver(""));
        for (int i = 0; i < 20; i++) {
            dns.records("name" + i, "127.0.0.1");
            assertThat(RawHttp.get(port, "/name" + i).status()).isEqualTo(200);
        }
        // By chance some are the same now and then.
        assertThat(dns.ports()).hasSize(40);
        assertThat(Set.copyOf(dns.ports())).hasSizeBetween(15, 20);
        assertThat(Set.copyOf(dns.ids())).hasSizeGreaterThan(30);
    }

    @Test
    void many_open_queries_share_ports() throws Exception {
        for (int i = 0; i < 100; i++) {
            dns.noResponse("name" + i);
        }
        dns.records("gateway", "127.0.0.1");
        int port = start(resolver("ipv6=off"));
        List<RawConnection> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                RawConnection client = RawHttp.connect(port);
                client.send(RawHttp.request("GET", "/name" + i));
                waiting.add(client);
            }
            await().until(() -> dns.ports().size() >= 100);
            assertThat(Set.copyOf(dns.ports())).hasSizeBetween(2, 16);
            assertThat(RawHttp.get(port, "/gateway").status()).isEqualTo(200);
        } finally {
            for (RawConnection client : waiting) {
                client.close();
            }
        }
    }

    @Test
    void a_reload_clears_the_cache() throws Exception {
        dns.records("gateway", "127.0.0.1");
        int port = start(resolver("ipv6=off"));
        RawHttp.get(port, "/gateway");
        server.reload();
        await().until(() ->
                RawHttp.get(port, "/gateway").status() == 200 && dns.questions().size() == 2);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1 valid=x,invalid parameter: valid=x",
        "127.0.0.1 ipv6=no,invalid parameter: ipv6=no",
        "127.0.0.1 ipv4=off ipv6=off,'\"ipv4\" and \"ipv6\" cannot both be \"off\"'",
        "valid=10s,no name servers defined",
        "127.0.0.1:0,'invalid port in resolver \"127.0.0.1:0\"'",
        "127.0.0.1/a,'invalid host in resolver \"127.0.0.1/a\"'",
        "no-such-host.invalid,'host not found in resolver \"no-such-host.invalid\"'",
    })
    void wrong_parameters_are_refused_with_nginx_wording(String parameters, String message) {
        assertThatThrownBy(() -> start("resolver " + parameters + ";")).hasMessageContaining(message);
    }
}
