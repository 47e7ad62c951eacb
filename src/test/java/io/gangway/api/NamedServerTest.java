package io.gangway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedDns;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.time.Duration;
import org.eclipse.jetty.util.ajax.JSON;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that are added by name: resolved on the loops, and again when the result expires. */
@Timeout(120)
class NamedServerTest {
    private static final String SERVERS = "/api/9/http/upstreams/u/servers";

    private ScriptedUpstream backend;
    private ScriptedDns dns;
    private Site site;
    private GangwayServer server;

    @BeforeEach
    void start() throws Exception {
        backend = ScriptedUpstream.start(Script.body("here"));
        dns = ScriptedDns.start();
        site = Site.create().backend(backend);
        site.config("resolver " + dns.address() + " valid=10s ipv6=off status_zone=dns;\n"
                + "upstream u { zone z 64k; server %{dead:x} down; }\n"
                + "server { listen 127.0.0.1:%{port}; location /api { api write=on; }"
                + " location / { proxy_pass http://u; } }");
        server = GangwayServer.start(site);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        dns.close();
        backend.close();
        site.close();
    }

    private RawResponse send(String method, String path, String body) throws Exception {
        return RawHttp.send(
                site.port(),
                method + " " + SERVERS + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body);
    }

    private RawResponse add() throws Exception {
        return send("POST", "", "{\"server\":\"backends:" + backend.port() + "\",\"weight\":2,\"max_fails\":0}");
    }

    @Test
    void a_name_is_resolved_for_the_next_request_and_its_addresses_are_listed_with_their_parent() throws Exception {
        dns.records("backends", "127.0.0.1");
        RawResponse added = add();
        assertThat(added.status()).isEqualTo(201);
        assertThat(added.body()).startsWith("{\"id\":1,\"server\":\"backends:" + backend.port() + "\",\"weight\":2,");
        assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("here");
        String list = send("GET", "", "").body();
        assertThat(JsonShape.wrong("[" + ApiFormat.SERVER + "]", new JSON().fromJSON(list)))
                .isEmpty();
        assertThat(list)
                .contains("{\"id\":2,\"server\":\"127.0.0.1:" + backend.port() + "\",\"weight\":2,")
                .endsWith("\"parent\":\"1\",\"host\":\"backends\"}]");
    }

    @Test
    void addresses_follow_the_name_and_those_that_stay_keep_their_ids_and_changes() throws Exception {
        dns.records("backends", "127.0.0.1");
        add();
        assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("here");
        assertThat(send("PATCH", "/2", "{\"weight\":7}").status()).isEqualTo(200);
        dns.records("backends", "127.0.0.1", "127.0.0.2");
        server.advance(Duration.ofSeconds(11));
        await().until(() -> {
            RawHttp.get(site.port(), "/");
            return send("GET", "", "").body().contains("\"id\":3,\"server\":\"127.0.0.2:");
        });
        assertThat(send("GET", "/2", "").body())
                .contains("127.0.0.1:" + backend.port())
                .contains("\"weight\":7");
    }

    @Test
    void an_address_of_a_name_is_neither_removed_nor_moved_but_the_name_is_removed_with_all() throws Exception {
        dns.records("backends", "127.0.0.1");
        add();
        assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("here");
        assertThat(ApiSite.error(send("DELETE", "/2", "")))
                .isEqualTo("400 UpstreamServerImmutable: server \"2\" not removable");
        for (String id : new String[] {"/1", "/2"}) {
            assertThat(ApiSite.error(send("PATCH", id, "{\"server\":\"127.0.0.1:1\"}")))
                    .isEqualTo("400 UpstreamServerImmutable: server \"" + id.substring(1) + "\" address is immutable");
        }
        assertThat(send("PATCH", "/1", "{\"down\":true}").status()).isEqualTo(200);
        assertThat(RawHttp.get(site.port(), "/").status()).isEqualTo(502);
        assertThat(send("PATCH", "/1", "{\"down\":false}").status()).isEqualTo(200);
        assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("here");
        assertThat(send("DELETE", "/1", "").body()).doesNotContain("backends");
        assertThat(RawHttp.get(site.port(), "/").status()).isEqualTo(502);
    }

    @Test
    void lookups_and_responses_are_counted_in_the_zone_of_the_resolver() throws Exception {
        dns.records("backends", "127.0.0.1");
        add();
        for (int i = 0; i < 3; i++) {
            assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("here");
        }
        String zone = RawHttp.get(site.port(), "/api/9/resolvers/dns").body();
        assertThat(zone).contains("\"requests\":{\"name\":1,").contains("\"nxdomain\":0,");
        assertThat(zone).doesNotContain("\"noerror\":0,");
        server.reload();
        assertThat(RawHttp.get(site.port(), "/api/9/resolvers/dns").body()).isEqualTo(zone);
        assertThat(RawHttp.send(site.port(), RawHttp.request("DELETE", "/api/9/resolvers/dns"))
                        .status())
                .isEqualTo(204);
        assertThat(RawHttp.get(site.port(), "/api/9/resolvers/").body())
                .startsWith("{\"dns\":{\"requests\":{\"name\":0,");
    }

    @Test
    void a_name_that_does_not_exist_leaves_the_other_servers() throws Exception {
        dns.rcode("backends", 3);
        assertThat(add().status()).isEqualTo(201);
        assertThat(send("POST", "", "{\"server\":\"127.0.0.1:" + backend.port() + "\"}")
                        .status())
                .isEqualTo(201);
        assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("here");
    }
}
