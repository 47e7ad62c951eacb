package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Choice and failover among the servers of an {@code upstream}. */
class PeerChoiceTest extends BackendTest {
    private ScriptedUpstream second;

    @BeforeEach
    void openSecond() throws Exception {
        backend.respond(Script.body("first"));
        second = ScriptedUpstream.start(Script.body("second"));
        site.backend("second", second);
    }

    @AfterEach
    void closeSecond() throws Exception {
        second.close();
    }

    private int group(String servers, String... directives) throws Exception {
        return startHttp("upstream u { " + servers + " } server { listen 127.0.0.1:%{port}; location / { "
                + "proxy_pass http://u; add_header X-Status $upstream_status always; " + String.join(" ", directives)
                + " } }");
    }

    private static List<String> bodies(int port, int count) throws Exception {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add(RawHttp.get(port, "/").body());
        }
        return bodies;
    }

    @Test
    void servers_take_turns_by_weight() throws Exception {
        int port = group("zone z 64k; server %{backend} weight=2; server %{backend:second};");
        assertThat(bodies(port, 6)).containsExactly("first", "second", "first", "first", "second", "first");
    }

    @Test
    void a_server_that_is_down_is_never_used() throws Exception {
        int port = group("server %{backend} down; server %{backend:second};");
        assertThat(bodies(port, 4)).containsOnly("second");
        assertThat(backend.acceptedConnections()).isZero();
    }

    @Test
    void a_backup_is_used_only_if_the_others_fail() throws Exception {
        int port = group("server %{backend}; server %{backend:second} backup;");
        assertThat(bodies(port, 3)).containsOnly("first");
        backend.unbind();
        RawResponse response = RawHttp.get(port, "/");
        assertThat(response.body()).isEqualTo("second");
        assertThat(response.field("X-Status")).isEqualTo("502, 200");
        RawResponse rested = RawHttp.get(port, "/");
        assertThat(rested.body()).isEqualTo("second");
        assertThat(rested.field("X-Status")).isEqualTo("200");
    }

    @Test
    void a_server_is_disabled_after_max_fails_and_that_is_logged() throws Exception {
        int port = group("server %{backend} max_fails=2 fail_timeout=60s; server %{backend:second};");
        backend.respond(Script.close());
        assertThat(bodies(port, 8)).containsOnly("second");
        assertThat(backend.requests()).hasSize(2);
        assertThat(errorLog()).containsOnlyOnce("upstream server temporarily disabled");
    }

    @Test
    void a_server_without_max_fails_is_never_disabled() throws Exception {
        int port = group("server %{backend} max_fails=0; server %{backend:second};");
        backend.respond(Script.close());
        assertThat(bodies(port, 6)).containsOnly("second");
        assertThat(backend.requests()).hasSize(3);
    }

    @Test
    void the_response_is_502_if_all_servers_are_disabled() throws Exception {
        int port = group("server 127.0.0.1:%{dead:a}; server 127.0.0.1:%{dead:b};");
        assertThat(RawHttp.get(port, "/").field("X-Status")).isEqualTo("502, 502");
        RawResponse response = RawHttp.get(port, "/");
        assertThat(response.status()).isEqualTo(502);
        assertThat(response.field("X-Status")).isEqualTo("502");
        assertThat(errorLog()).contains("no live upstreams while connecting to upstream");
    }

    @Test
    void only_a_configured_status_counts_as_failure() throws Exception {
        backend.respond(Script.raw("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"));
        int port = group("server %{backend}; server %{backend:second};");
        assertThat(bodies(port, 2)).containsExactlyInAnyOrder("busy", "second");
        server.close();
        port = group("server %{backend}; server %{backend:second};", "proxy_next_upstream error http_503;");
        assertThat(bodies(port, 4)).containsOnly("second");
    }

    @Test
    void the_last_response_passes_if_every_server_fails() throws Exception {
        String busy = "HTTP/1.1 503 Busy\r\nX-Who: %s\r\nContent-Length: 4\r\n\r\nbusy";
        backend.respond(Script.raw(busy.formatted("first")));
        second.respond(Script.raw(busy.formatted("second")));
        int port = group("server %{backend}; server %{backend:second};", "proxy_next_upstream error http_503;");
        RawResponse response = RawHttp.get(port, "/");
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.field("X-Who")).isEqualTo("second");
        assertThat(response.field("X-Status")).isEqualTo("503, 503");
    }

    @Test
    void the_number_of_tries_is_limited() throws Exception {
        int port = group(
                "server 127.0.0.1:%{dead:a}; server 127.0.0.1:%{dead:b}; server %{backend} backup;",
                "proxy_next_upstream_tries 2;");
        assertThat(RawHttp.get(port, "/").field("X-Status")).isEqualTo("502, 502");
    }

    @Test
    void off_tries_no_other_server() throws Exception {
        int port = group("server 127.0.0.1:%{dead}; server %{backend};", "proxy_next_upstream off;");
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(502);
        assertThat(backend.acceptedConnections()).isZero();
    }

    @Test
    void a_silent_server_is_replaced_by_the_next_one() throws Exception {
        backend.respond(Script.noResponse());
        int port = group("server %{backend}; server %{backend:second};");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(RawHttp.request("GET", "/"));
            await().until(() -> backend.requests().size() == 1);
            server.advance(Duration.ofSeconds(61));
            RawResponse response = client.read();
            assertThat(response.body()).isEqualTo("second");
            assertThat(response.field("X-Status")).isEqualTo("504, 200");
        }
    }

    @Test
    void an_invalid_response_leads_to_the_next_server_only_if_configured() throws Exception {
        backend.respond(Script.rawThenClose("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"));
        int port = group("server %{backend}; server %{backend:second};");
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(502);
        server.close();
        port = group("server %{backend}; server %{backend:second};", "proxy_next_upstream invalid_header;");
        assertThat(bodies(port, 2)).containsOnly("second");
    }
}
