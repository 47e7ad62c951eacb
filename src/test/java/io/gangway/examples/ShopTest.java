package io.gangway.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.junit.GangwayTest;
import io.gangway.junit.Proxy;
import io.gangway.junit.Upstream;
import io.gangway.testing.Frame;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import org.junit.jupiter.api.Test;

@GangwayTest(
        value = "src/test/resources/examples/shop.conf",
        folders = {"/etc/nginx=src/test/resources/examples", "/var/www/shop=src/test/resources/examples"})
class ShopTest {
    @Upstream("shop")
    private ScriptedUpstream shop;

    @Upstream("127.0.0.1:8094")
    private ScriptedUpstream chat;

    @Test
    void the_api_is_asked_without_its_prefix_and_with_the_address_of_the_client(Proxy proxy) throws Exception {
        shop.answer(Script.body("[]"));

        assertThat(proxy.get("/api/orders?page=2").body()).isEqualTo("[]");

        assertThat(shop.lastRequest().target()).isEqualTo("/orders?page=2");
        assertThat(shop.lastRequest().field("X-Real-IP")).isEqualTo("127.0.0.1");
    }

    @Test
    void the_shop_is_down(Proxy proxy) throws Exception {
        shop.answer(Script.reset());

        assertThat(proxy.get("/api/orders").status()).isEqualTo(502);
        await().untilAsserted(() -> assertThat(proxy.log("shop.log")).containsExactly("/api/orders 502 -"));
    }

    @Test
    void the_chat_tells_why_it_closes(Proxy proxy) throws Exception {
        chat.answer(WebSocketPeer.talk(peer -> peer.send(Frame.close(4401, "log in again"))));

        try (WebSocketPeer client = proxy.webSocket("/chat")) {
            assertThat(client.read().closeCode()).isEqualTo(4401);
        }

        assertThat(proxy.endedTunnel().closeCode()).isEqualTo("4401");
    }

    @Test
    void files_are_served_with_the_types_of_the_shop(Proxy proxy) throws Exception {
        assertThat(proxy.get("/shop-types").body()).contains("application/x-shop");
        assertThat(proxy.get("/none.shop").status()).isEqualTo(404);
    }
}
