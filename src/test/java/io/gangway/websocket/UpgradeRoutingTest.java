package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An upgrade is routed like any other request: rewrites, header rules, choice of the location, filters, logs. */
class UpgradeRoutingTest {
    private static final String UPGRADE =
            "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;";

    // F09
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void rewrites_and_header_rules_apply_to_upgrades(LegPair legs) throws IOException {
        String pass = "proxy_pass " + legs.scheme() + "://%{backend}";
        String[] locations = {
            "location /swap/ { " + pass + "/inner/; " + UPGRADE + " }",
            "location /cut/ { rewrite ^/cut/(.*)$ /v2/$1?room=$1 break; " + pass + "; " + UPGRADE + " }",
            "location /moved/ { rewrite ^/moved(/.*)$ /swap$1 last; }",
            "location /set { set $who me; " + pass + "; " + UPGRADE + " proxy_set_header X-Who $who;"
                    + " proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header Accept \"\"; }",
            "location /rules { " + pass + "; " + UPGRADE + " add_header X-Always yes always; add_header X-Success yes;"
                    + " proxy_hide_header X-Secret; }"
        };
        Script script = WebSocketPeer.echo("X-Secret: s", "X-Seen: s");
        try (TunnelSite site = TunnelSite.start(legs, script, locations)) {
            assertThat(asked(site, "/swap/a%20b?c=d").target()).isEqualTo("/inner/a%20b?c=d");
            assertThat(asked(site, "/cut/lobby").target()).isEqualTo("/v2/lobby?room=lobby");
            assertThat(asked(site, "/moved/x").target()).isEqualTo("/inner/x");
            RecordedRequest set = asked(site, "/set", "Accept: */*", "X-Who: you", "X-Forwarded-For: 10.0.0.1");
            assertThat(set.fields().all("X-Who")).containsExactly("me");
            assertThat(set.fields().all("X-Forwarded-For")).containsExactly("10.0.0.1, 127.0.0.1");
            assertThat(set.field("Accept")).isNull();
            try (WebSocketPeer client = WebSocketPeer.connect(site.raw(), "/rules")) {
                RawResponse response = client.handshake();
                assertThat(response.field("X-Always")).isEqualTo("yes");
                assertThat(response.field("X-Success")).isNull();
                assertThat(response.field("X-Secret")).isNull();
                assertThat(response.field("X-Seen")).isEqualTo("s");
            }
        }
    }

    private static RecordedRequest asked(TunnelSite site, String target, String... fields) throws IOException {
        WebSocketPeer.connect(site.raw(), target, fields).close();
        return site.upstream().lastRequest();
    }

    // F10
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void each_upgrade_goes_to_the_backend_of_its_location(LegPair legs) throws IOException {
        String location = "location %s { proxy_pass " + legs.scheme() + "://%s; " + UPGRADE + " }";
        try (ScriptedUpstream hot = legs.upstream(WebSocketPeer.echo());
                TunnelSite site = TunnelSite.start(
                        legs,
                        WebSocketPeer.echo(),
                        location.formatted("= /chat/hmr", hot.address()),
                        location.formatted("~ \\.hot$", hot.address()),
                        location.formatted("^~ /chat/old", "%{backend}"),
                        location.formatted("~ ^/chat/[0-9]", hot.address()));
                RawConnection kept = site.raw()) {
            List<String> ofHot = List.of("/chat/hmr", "/x.hot", "/chat/7");
            List<String> ofMain = List.of("/chat", "/chat/hmr/", "/chat/old.hot", "/chat/seven", "/chat/old/7");

            for (String target : ofHot) {
                WebSocketPeer.connect(site.raw(), target).close();
                assertThat(hot.lastRequest().target()).isEqualTo(target);
            }
            for (String target : ofMain) {
                WebSocketPeer.connect(site.raw(), target).close();
                assertThat(site.upstream().lastRequest().target()).isEqualTo(target);
            }
            assertThat(hot.requests()).hasSize(ofHot.size());
            assertThat(site.upstream().requests()).hasSize(ofMain.size());

            // A connection that was used for one location can upgrade in another.
            site.upstream().respond(Script.response(403, "no"));
            assertThat(kept.send(WebSocketPeer.upgradeRequest("/chat")).read().status())
                    .isEqualTo(403);
            try (WebSocketPeer client = WebSocketPeer.connect(kept, "/chat/hmr")) {
                assertThat(client.send("hi").read().text()).isEqualTo("hi");
            }
        }
    }

    // F20
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void filters_and_logs_do_not_disturb_an_upgrade(LegPair legs) throws IOException {
        String[] filters = {
            "charset utf-8; charset_types *; override_charset on;",
            "expires 1h; etag on; add_header X-A b always; error_page 404 =200 /plain;",
            "proxy_intercept_errors on; proxy_force_ranges on; proxy_buffering on;",
            "access_log %{dir}/access.log; access_log %{dir}/more.log closing;",
            "error_log %{dir}/error.log debug;"
        };
        Script script = WebSocketPeer.echo(
                "Content-Type: text/html",
                "ETag: \"1\"",
                "Last-Modified: Thu, 15 Jan 2026 10:20:30 GMT",
                "Accept-Ranges: bytes");
        String text = "<p>\u00e9</p> ".repeat(1000);
        try (TunnelSite site = TunnelSite.start(legs, script, filters)) {
            try (WebSocketPeer client = site.connect(
                    "Accept-Encoding: gzip, br",
                    "Range: bytes=0-1",
                    "If-None-Match: \"1\"",
                    "If-Modified-Since: Thu, 15 Jan 2026 10:20:30 GMT")) {
                assertThat(client.handshake().field("X-A")).isEqualTo("b");
                assertThat(client.handshake().field("Content-Range")).isNull();
                assertThat(client.send(text).read().text()).isEqualTo(text);
                client.send(Frame.close(4000, "done"));
                assertThat(client.read().closeCode()).isEqualTo(4000);
            }
            await().untilAsserted(() -> {
                assertThat(site.log("access.log"))
                        .contains(
                                legs.isClientHttp2()
                                        ? "\"CONNECT /chat HTTP/2.0\" 101 "
                                        : "\"GET /chat HTTP/1.1\" 101 ");
                assertThat(site.log("more.log")).startsWith("client 4000 done 4000 4000 1 1");
            });
        }
    }
}
