package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Backends that are down, reset the connection or stay silent: the next one is tried, or the client gets an error. */
class UpgradeFailureTest {
    private static final String REQUEST = WebSocketPeer.upgradeRequest("/chat");
    /** More than {@code proxy_read_timeout}, which is a minute. */
    private static final Duration LONG = Duration.ofSeconds(61);

    private static final String LOG = "error_log %{dir}/error.log info;";

    // F13
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_silent_backend_is_504_within_the_limit(LegPair legs) throws IOException {
        Script script = Script.onUpgrade(Script.noResponse(), Script.body("fine"));
        try (TunnelSite site = TunnelSite.start(legs, script, LOG);
                RawConnection client = site.raw()) {
            client.send(REQUEST);
            await().until(() -> site.upstream().requests().size() == 1);
            site.advance(LONG);
            assertThat(client.read().status()).isEqualTo(504);

            await().until(() -> site.upstream().openConnections() == 0);
            assertThat(site.log("error.log"))
                    .contains("upstream timed out (110: Connection timed out) while reading response header from"
                            + " upstream")
                    .contains("upstream: \"" + legs.scheme() + "://"
                            + site.upstream().address() + "/chat\"");
            assertThat(client.send("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n")
                            .read()
                            .body())
                    .isEqualTo("fine");
        }
    }

    // F13
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_client_that_disconnects_before_the_101_frees_the_backend(LegPair legs) throws IOException {
        try (TunnelSite site = TunnelSite.start(legs, Script.noResponse())) {
            RawConnection client = site.raw();
            client.send(REQUEST);
            await().until(() -> !site.upstream().requests().isEmpty());

            client.close();

            await().until(() -> site.upstream().openConnections() == 0);
        }
    }

    // F14
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_backend_that_is_down_is_502_and_affects_no_other_client(LegPair legs) throws IOException {
        String dead = "location /dead { proxy_pass " + legs.scheme() + "://127.0.0.1:%{dead};"
                + " proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }";
        try (TunnelSite site = TunnelSite.start(legs, WebSocketPeer.echo(), dead, LOG);
                WebSocketPeer other = site.connect();
                RawConnection client = site.raw()) {
            assertThat(client.send(WebSocketPeer.upgradeRequest("/dead")).read().status())
                    .isEqualTo(502);

            assertThat(site.log("error.log"))
                    .containsPattern("connect\\(\\) failed \\(111: Connection refused\\) while connecting to upstream"
                            + ", client: 127.0.0.1, .*upstream: \"" + legs.scheme() + "://127.0.0.1:\\d+/dead\"");
            assertThat(other.send("still here").read().text()).isEqualTo("still here");
            try (WebSocketPeer next = WebSocketPeer.connect(client, "/chat")) {
                assertThat(next.send("hi").read().text()).isEqualTo("hi");
            }
        }
    }

    // F14
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_backend_that_resets_instead_of_responding_is_502(LegPair legs) throws IOException {
        List<Script> broken = new ArrayList<>(List.of(
                Script.reset(),
                Script.close(),
                Script.rawThenClose("HTTP/1.1 101 Switch"),
                Script.rawThenClose("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n")));
        if (!legs.isUpstreamHttp2()) {
            // Over HTTP/2 this is an ordinary acceptance.
            broken.add(
                    Script.rawThenClose("HTTP/1.1 101 ok\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"));
        }
        int cases = broken.size();
        broken.add(WebSocketPeer.echo());
        Script script = Script.sequence(broken.toArray(Script[]::new));
        try (TunnelSite site = TunnelSite.start(legs, script);
                RawConnection client = site.raw()) {
            for (int i = 0; i < cases; i++) {
                assertThat(client.send(REQUEST).read().status()).as("case " + i).isEqualTo(502);
            }
            try (WebSocketPeer peer = WebSocketPeer.connect(client, "/chat")) {
                assertThat(peer.send("hi").read().text()).isEqualTo("hi");
            }
        }
    }

    // F14
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void the_next_backend_is_tried_before_any_response(LegPair legs) throws IOException {
        String group = "location /group { proxy_pass " + legs.scheme() + "://group;"
                + " proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }";
        String http = "upstream group { server 127.0.0.1:%{dead}; server %s; server %s; server %{backend} backup; }";
        try (ScriptedUpstream resetting = legs.upstream(Script.reset());
                ScriptedUpstream silent = legs.upstream(Script.noResponse());
                TunnelSite site = TunnelSite.start(
                        legs,
                        legs.upstream(WebSocketPeer.echo()),
                        http.replaceFirst("%s", resetting.address()).replaceFirst("%s", silent.address()),
                        group,
                        // A stream that is reset counts as an invalid response.
                        "error_log %{dir}/error.log error; proxy_next_upstream error timeout invalid_header;")) {
            CompletableFuture<WebSocketPeer> connecting =
                    Meanwhile.call(() -> WebSocketPeer.connect(site.raw(), "/group"));
            await().until(() -> silent.requests().size() == 1);
            site.advance(LONG);
            try (WebSocketPeer client = connecting.join()) {
                assertThat(client.send("hi").read().text()).isEqualTo("hi");
            }

            assertThat(site.log("error.log"))
                    .contains("connect() failed (111: Connection refused)")
                    .contains("upstream: \"" + legs.scheme() + "://" + resetting.address() + "/group\"")
                    .contains("upstream: \"" + legs.scheme() + "://" + silent.address() + "/group\"")
                    .doesNotContain("upstream: \"" + legs.scheme() + "://"
                            + site.upstream().address());
            assertThat(resetting.requests()).hasSize(1);
            assertThat(silent.requests()).hasSize(1);
            await().until(() -> silent.openConnections() + resetting.openConnections() == 0);
        }
    }

    // F14
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_refusal_is_not_retried_on_the_next_backend(LegPair legs) throws IOException {
        String group = "location /group { proxy_pass " + legs.scheme() + "://group; proxy_set_header Upgrade"
                + " $http_upgrade; proxy_set_header Connection upgrade; }";
        try (ScriptedUpstream refusing = legs.upstream(Script.response(503, "not me"));
                TunnelSite site = TunnelSite.start(
                        legs,
                        legs.upstream(WebSocketPeer.echo()),
                        "upstream group { server " + refusing.address() + "; server %{backend} backup; }",
                        group);
                RawConnection client = site.raw()) {
            assertThat(client.send(WebSocketPeer.upgradeRequest("/group"))
                            .read()
                            .body())
                    .isEqualTo("not me");
            assertThat(site.upstream().requests()).isEmpty();
        }
    }
}
