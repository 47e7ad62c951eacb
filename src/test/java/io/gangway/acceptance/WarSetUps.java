package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.TrustAll;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of {@code etc/examples} in every servlet container. */
interface WarSetUps {
    War war();

    @Test
    default void websockets_work_through_a_group_of_two() throws Exception {
        recipe("websocket-upstream.conf", "127.0.0.1:8094", "127.0.0.1:8095");
        assertEcho("/recipe/acts");
        assertThat(war().get("/recipe/api").body()).contains("GET /api HTTP/1.1", "Connection: close");
    }

    @Test
    default void a_websocket_works_in_one_location() throws Exception {
        recipe("websocket-location.conf", "localhost:3000", "192.168.3.1:3000", "192.168.3.2:3000");
        assertEcho("/recipe/websocket");
        assertEcho("/recipe/cluster/websocket");
        assertThat(war().get("/recipe/other").status()).isEqualTo(404);
    }

    @Test
    default void a_wss_client_reaches_a_ws_backend() throws Exception {
        SelfSigned key = SelfSigned.of("test.example.net");
        war().recipe().file("fullchain.pem", key.certificatePem()).file("privkey.pem", key.keyPem());
        recipe("tls-websocket.conf", "127.0.0.1:8000", "localhost:8282");
        try (RawConnection tls = RawHttp.connect(war().container().tlsPort(), TrustAll.context(), "localhost");
                WebSocketPeer client = WebSocketPeer.connect(tls.timeout(PATIENCE), "/recipe/any")) {
            assertThat(client.send("hello").read().text()).isEqualTo("hello");
        }
        assertEcho("/recipe/chat/room");
        assertThat(war().get("/recipe/page").field("Location")).isEqualTo("https://localhost/page");
    }

    @Test
    default void a_websocket_works_beside_a_vue_front_end() throws Exception {
        war().recipe().file("vue/index.html", "<div id=app></div>");
        recipe("vue-springboot.conf", "localhost:8888");
        RawResponse page = war().get("/recipe/");
        assertThat(page.body()).isEqualTo("<div id=app></div>");
        assertThat(page.field("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(war().get("/recipe/xxxx/list").body()).contains("GET /xxxx/list HTTP/1.1");
        assertEcho("/recipe/xxxx/socket");
    }

    @Test
    default void websockets_work_through_a_cluster() throws Exception {
        recipe("cluster.conf", "127.0.0.1:8080", "127.0.0.1:8081");
        assertEcho("/recipe/acts_competition/webSocketServer");
    }

    @Test
    default void the_example_of_the_manual_works() throws Exception {
        war().recipe().file("dist/index.html", "<div id=app>");
        recipe(new Example(Manual.block("war.md", "nginx", "server_name"))
                .with("127.0.0.1:8094", "%{backend}")
                .with("127.0.0.1:8095", "%{backend}"));
        assertThat(war().get("/recipe/any/page").body()).isEqualTo("<div id=app>");
        assertThat(war().get("/recipe/assets/none.js").status()).isEqualTo(404);
        assertThat(war().get("/recipe/api/list").body()).contains("GET /api/list HTTP/1.1");
        assertEcho("/recipe/chat");
    }

    /** Serves a file of {@code etc/examples} at {@code /recipe}, with this backend instead of its own. */
    private void recipe(String name, String... backends) throws Exception {
        Example example = Example.of("examples/" + name);
        for (String address : backends) {
            example = example.with(address, "%{backend}");
        }
        recipe(new Example(example.text()
                .replace("/vdb1/xxxx/vue", "%{dir}/vue")
                .replace("/etc/letsencrypt/live/test.example.net", "%{dir}")));
    }

    private void recipe(Example example) throws Exception {
        String said = "\"/recipe/\" now uses the changed " + war().recipe().conf();
        int before = count(said);
        war().recipe().config(example.text());
        await().atMost(PATIENCE).until(() -> count(said) > before);
    }

    private int count(String text) throws IOException {
        return war().container().output().split(Pattern.quote(text), -1).length - 1;
    }

    private void assertEcho(String target) throws IOException {
        try (WebSocketPeer client = war().connect(target)) {
            assertThat(client.send("hello").read().text()).isEqualTo("hello");
            client.send(Frame.close(1000, "")).read();
            assertThat(client.awaitClose(PATIENCE)).isEqualTo(ConnectionState.CLOSED);
        }
    }
}
