package io.gangway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.conf.ByteText;
import io.gangway.testing.Frame;
import io.gangway.testing.RawResponse;
import io.gangway.testing.WebSocketPeer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of inspected tunnels. */
@Timeout(60)
class MessageResourceTest {
    private static final String ON = "websocket_inspect on;";

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> messages(AdminSite site) throws Exception {
        RawResponse response = site.get("tunnels/" + site.tunnel().get("id") + "/messages");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.field("Content-Type")).isEqualTo("application/x-ndjson");
        return response.body()
                .lines()
                .map(line -> (Map<String, Object>) AdminSite.parse(ByteText.utf8(line)))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tunnel", "bridge"})
    void messages_of_both_directions_are_shown_as_they_passed(String relay) throws Exception {
        try (AdminSite site = AdminSite.start(ON, "websocket_relay " + relay + ";");
                WebSocketPeer client = site.connect()) {
            client.send("gr\u00fc\u00dfe").read();
            client.send(Frame.of(Frame.BINARY, new byte[] {0, 1, -1})).read();
            client.send(Frame.ping("p")).read();
            client.send(
                    Frame.text("frag").unfinished(),
                    Frame.ping("amid"),
                    Frame.of(Frame.CONTINUATION, "ment".getBytes(StandardCharsets.US_ASCII)));
            client.read();
            client.read();
            client.read();
            List<Map<String, Object>> all = messages(site);

            assertThat(all).hasSize(10);
            assertThat(all.get(0))
                    .containsEntry("number", 1L)
                    .containsEntry("direction", "to_upstream")
                    .containsEntry("opcode", "text")
                    .containsEntry("length", 7L)
                    .containsEntry("payload", "gr\u00fc\u00dfe")
                    .containsEntry("base64", false)
                    .containsEntry("cut", false)
                    .containsEntry("compressed", false);
            assertThat(all.get(1)).containsEntry("direction", "to_client").containsEntry("payload", "gr\u00fc\u00dfe");
            assertThat(all.get(2))
                    .containsEntry("opcode", "binary")
                    .containsEntry("payload", "AAH/")
                    .containsEntry("base64", true);
            assertThat(all.get(4)).containsEntry("opcode", "ping").containsEntry("payload", "cA==");
            assertThat(all.subList(6, 10))
                    .filteredOn(each -> each.get("opcode").equals("text"))
                    .hasSize(2)
                    .allSatisfy(each -> assertThat(each).containsEntry("payload", "fragment"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "permessage-deflate; client_no_context_takeover, websocket_relay tunnel;",
        ", websocket_compression client;"
    })
    void compressed_messages_are_shown_inflated(String ofBackend, String relay) throws Exception {
        String[] fields = ofBackend == null ? new String[0] : new String[] {"Sec-WebSocket-Extensions: " + ofBackend};
        try (AdminSite site = AdminSite.start(WebSocketPeer.echo(fields), ON, relay)) {
            try (WebSocketPeer client =
                    site.connect("Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover")) {
                for (int i = 0; i < 2; i++) {
                    client.send(deflated("the same text again")).read();
                }

                assertThat(messages(site))
                        .filteredOn(each -> each.get("direction").equals("to_upstream"))
                        .hasSize(2)
                        .allSatisfy(each -> assertThat(each)
                                .containsEntry("payload", "the same text again")
                                .containsEntry("length", 19L)
                                .containsEntry("compressed", false));
            }
            site.awaitTunnels(0);
            assertThat(site.server().codecsInUse()).isZero();
            site.awaitNoBuffers();
        }
    }

    private static Frame deflated(String text) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(text.getBytes(StandardCharsets.US_ASCII));
        byte[] out = new byte[200];
        int n = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Frame.of(Frame.TEXT, Arrays.copyOf(out, n - 4)).rsv(4);
    }

    @Test
    void a_close_frame_is_shown_with_its_code() throws Exception {
        try (AdminSite site = AdminSite.start(
                        WebSocketPeer.upgrade(peer -> {
                            peer.read();
                            peer.read();
                        }),
                        ON,
                        "websocket_close_timeout 1h;");
                WebSocketPeer client = site.connect();
                EventReader events = EventReader.open(
                        site.port(), "/admin/1/events?inspect=" + site.tunnel().get("id"))) {
            client.send(Frame.close(4000, "bye"));

            assertThat(events.next("message").data())
                    .containsEntry("opcode", "close")
                    .containsEntry("code", 4000L)
                    .containsEntry("payload", "bye");
        }
    }

    @Test
    void a_long_payload_is_cut() throws Exception {
        try (AdminSite site = AdminSite.start(ON);
                WebSocketPeer client = site.connect()) {
            client.send("x" + "\u00fc".repeat(50_000)).read();
            Map<String, Object> message = messages(site).get(0);

            assertThat(message)
                    .containsEntry("length", 100_001L)
                    .containsEntry("cut", true)
                    .containsEntry("base64", false);
            assertThat((String) message.get("payload")).isEqualTo("x" + "\u00fc".repeat(2047));
        }
    }

    @Test
    void the_oldest_messages_make_room() throws Exception {
        try (AdminSite site = AdminSite.start("websocket_inspect on buffer=4k;");
                WebSocketPeer client = site.connect()) {
            for (int i = 1; i <= 50; i++) {
                client.send("m".repeat(100)).read();
            }
            List<Map<String, Object>> all = messages(site);

            assertThat(all).hasSizeBetween(10, 30);
            assertThat(all.get(all.size() - 1)).containsEntry("number", 100L);
            try (EventReader events = EventReader.open(
                    site.port(), "/admin/1/events?inspect=" + site.tunnel().get("id"))) {
                assertThat(events.next("missed").data()).containsEntry("messages", 100L - all.size());
                assertThat(events.next("message").data()).isEqualTo(all.get(0));
            }
        }
    }

    @Test
    void events_show_messages_as_they_pass_and_the_tunnel_may_end() throws Exception {
        try (AdminSite site = AdminSite.start(ON);
                WebSocketPeer client = site.connect()) {
            client.send("before").read();
            try (EventReader events = EventReader.open(
                    site.port(), "/admin/1/events?inspect=" + site.tunnel().get("id"))) {
                assertThat(events.next("message").data()).containsEntry("payload", "before");
                assertThat(events.next("message").data()).containsEntry("direction", "to_client");
                client.send("after").read();
                assertThat(events.next("message").data()).containsEntry("payload", "after");
                client.send(Frame.close(1000, "")).read();
                assertThat(events.next("close").data()).containsEntry("code", 1000L);
            }
            site.awaitNoBuffers();
        }
    }

    @Test
    void secrets_of_the_head_are_masked() throws Exception {
        try (AdminSite site = AdminSite.start(ON);
                WebSocketPeer client =
                        site.connect("Authorization: Bearer abc", "cookie: session=abc", "X-Other: shown")) {
            client.send("x").read();
            Map<String, Object> tunnel = site.object("tunnels/" + site.tunnel().get("id"));
            List<String> fields = Stream.of((Object[]) tunnel.get("fields"))
                    .map(pair -> Arrays.toString((Object[]) pair))
                    .toList();

            assertThat(fields)
                    .contains("[Authorization, ***]", "[cookie, ***]", "[X-Other, shown]", "[Host, localhost]");
            assertThat(site.get("tunnels").body()).doesNotContain("abc");
        }
    }

    @Test
    void nothing_is_recorded_unless_it_is_on() throws Exception {
        try (AdminSite site = AdminSite.start("websocket_inspect off;");
                WebSocketPeer client = site.connect()) {
            client.send("x").read();
            Object id = site.tunnel().get("id");

            assertThat(site.tunnel()).containsEntry("inspected", false);
            assertThat(site.object("tunnels/" + id)).doesNotContainKey("fields");
            for (String path : List.of("tunnels/" + id + "/messages", "events?inspect=" + id)) {
                RawResponse response = site.get(path);
                assertThat(response.status()).isEqualTo(404);
                assertThat(response.body()).contains("\"code\":\"NotInspected\"");
            }
            assertThat(site.get("events?inspect=99").body()).contains("\"code\":\"TunnelNotFound\"");
            assertThat(site.get("events?inspect=x").status()).isEqualTo(400);
        }
    }

    @Test
    void nothing_is_written_to_a_log() throws Exception {
        try (AdminSite site = AdminSite.start(ON, "error_log logs/error.log debug;", "access_log logs/access.log;");
                WebSocketPeer client = site.connect("Cookie: cookie-secret")) {
            client.send("payload-secret").read();
            assertThat(messages(site).get(0)).containsEntry("payload", "payload-secret");
            client.send(Frame.close(1000, "")).read();
            site.awaitTunnels(0);
            try (Stream<Path> logs = Files.list(site.site().dir().resolve("logs"))) {
                assertThat(logs)
                        .isNotEmpty()
                        .allSatisfy(log -> assertThat(log)
                                .content()
                                .doesNotContain(
                                        "payload-secret",
                                        Base64.getEncoder()
                                                .encodeToString("payload-secret".getBytes(StandardCharsets.US_ASCII)),
                                        "cookie-secret"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on buffer=1023", "on buffer=x", "on size=1m", "off buffer=1m", "on buffer=9999m"})
    void a_wrong_buffer_is_an_error(String parameters) throws Exception {
        String last = parameters.substring(parameters.indexOf(' ') + 1);
        assertThat(io.gangway.testing.ConfigurationCheck.messages("server { websocket_inspect " + parameters + "; }"))
                .containsExactly("[emerg] invalid parameter \"" + last + "\" in nginx.conf:3");
    }
}
