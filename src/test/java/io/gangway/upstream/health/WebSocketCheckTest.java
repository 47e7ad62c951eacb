package io.gangway.upstream.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RecordedRequest;
import io.gangway.testing.Script;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code health_check type=websocket}: an opening handshake and a close. */
class WebSocketCheckTest {
    private static final String LOCATION = "health_check type=websocket uri=/check interval=10s; "
            + "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;";

    private static final String WITHOUT_ACCEPT =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n";

    private CheckedSite site;

    @BeforeEach
    void open() throws Exception {
        site = CheckedSite.create();
        site.a.respond(handshake("websocket", "Upgrade", "").then(Script.noResponse()));
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    private static String accept(RecordedRequest request) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-1")
                .digest((request.field("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                        .getBytes(StandardCharsets.ISO_8859_1));
        return Base64.getEncoder().encodeToString(hash);
    }

    private static Script handshake(String upgrade, String connection, String suffix) {
        return (request, peer) -> peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: " + upgrade
                + "\r\nConnection: " + connection + "\r\nSec-WebSocket-Accept: " + accept(request) + suffix
                + "\r\n\r\n");
    }

    @Test
    void a_check_is_a_handshake_as_a_client_makes_it() throws Exception {
        site.checkedB(handshake("websocket", "Upgrade", "").then(Script.noResponse()));
        site.start(LOCATION);
        site.awaitChecks(site.b, 1);
        assertThat(site.b.lastRequest().head())
                .startsWith("GET /check HTTP/1.1\r\n")
                .contains("Upgrade: websocket\r\n")
                .contains("Connection: upgrade\r\n")
                .contains("Sec-WebSocket-Version: 13\r\n");
        assertThat(Base64.getDecoder().decode(site.b.lastRequest().field("Sec-WebSocket-Key")))
                .hasSize(16);
        site.advance(11);
        site.awaitChecks(site.b, 2);
        assertThat(site.log()).doesNotContain("unhealthy");
    }

    @Test
    void a_check_is_that_of_HTTP_1_1_where_WebSockets_use_it_and_other_requests_HTTP_2() throws Exception {
        site.checkedB(handshake("websocket", "Upgrade", "").then(Script.noResponse()));
        site.start(LOCATION + " proxy_http_version 2; websocket_http_version 1.1;");
        site.awaitChecks(site.b, 1);
        assertThat(site.b.lastRequest().head())
                .startsWith("GET /check HTTP/1.1\r\n")
                .contains("Upgrade: websocket\r\n");
        site.advance(11);
        site.awaitChecks(site.b, 2);
        assertThat(site.log()).doesNotContain("unhealthy");
    }

    @Test
    void a_close_frame_follows_and_the_connection_is_closed() throws Exception {
        CompletableFuture<byte[]> received = new CompletableFuture<>();
        site.checkedB(handshake("WebSocket", "keep-alive, upgrade", "").then((request, connection) -> {
            received.complete(connection.readExactly(8).getBytes(StandardCharsets.ISO_8859_1));
            connection.send(HexFormat.of().parseHex("880203e8"));
            connection.close();
        }));
        site.start(LOCATION);
        byte[] frame = received.get(20, TimeUnit.SECONDS);
        assertThat(frame).hasSize(8);
        assertThat(frame[0] & 0xff).isEqualTo(0x88);
        assertThat(frame[1] & 0xff).isEqualTo(0x82);
        assertThat(((frame[6] ^ frame[2]) & 0xff) << 8 | (frame[7] ^ frame[3]) & 0xff)
                .isEqualTo(1000);
        CheckedSite.eventually(() -> assertThat(site.b.openConnections()).isZero());
        assertThat(site.log()).doesNotContain("unhealthy");
    }

    @Test
    void a_peer_that_does_not_close_is_left_after_a_second() throws Exception {
        site.checkedB(handshake("websocket", "Upgrade", "").then(Script.noResponse()));
        site.start(LOCATION);
        site.awaitChecks(site.b, 1);
        site.advance(2);
        CheckedSite.eventually(() -> assertThat(site.b.openConnections()).isZero());
    }

    @Test
    void a_peer_that_floods_after_the_handshake_is_left() throws Exception {
        site.checkedB(handshake("websocket", "Upgrade", "").then((request, connection) -> {
            while (true) {
                connection.send("x".repeat(8192));
            }
        }));
        site.start(LOCATION);
        site.awaitChecks(site.b, 1);
        CheckedSite.eventually(() -> assertThat(site.b.openConnections()).isZero());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "websocket | Upgrade | x | the Sec-WebSocket-Accept is wrong",
                "h2c       | Upgrade | '' | the response has no \"Upgrade: websocket\"",
                "websocket | close   | '' | the response has no \"Connection: Upgrade\"",
            })
    void a_wrong_handshake_fails(String upgrade, String connection, String suffix, String why) throws Exception {
        site.checkedB(handshake(upgrade, connection, suffix).then(Script.noResponse()));
        site.start(LOCATION);
        site.awaitLog(
                "peer " + site.b.address() + " is unhealthy, it was up: the health check of /check failed: " + why);
    }

    @ParameterizedTest
    @CsvSource({"200", "302", "403", "426", "503"})
    void a_refusal_fails(int status) throws Exception {
        site.checkedB(Script.response(status, "no"));
        site.start(LOCATION);
        site.awaitLog("failed: the status is " + status);
    }

    @Test
    void a_handshake_without_accept_fails() throws Exception {
        site.checkedB(Script.raw(WITHOUT_ACCEPT).then(Script.noResponse()));
        site.start(LOCATION);
        site.awaitLog("failed: the Sec-WebSocket-Accept is wrong");
    }

    @Test
    void a_peer_that_breaks_off_within_the_handshake_fails() throws Exception {
        site.checkedB(Script.rawThenClose("HTTP/1.1 101 Switching Protocols\r\nUpgrade: webso"));
        site.start(LOCATION);
        site.awaitLog("failed: upstream prematurely closed connection");
    }

    @Test
    void a_match_may_add_conditions() throws Exception {
        site.checkedB(handshake("websocket", "Upgrade", "").then(Script.noResponse()));
        site.start(
                "match m { status 101; header Sec-WebSocket-Protocol = chat; }",
                "server A; server B;",
                LOCATION.replace("uri=", "match=m uri="));
        site.awaitLog("failed: the header \"Sec-WebSocket-Protocol\" does not match");
    }

    @Test
    void a_match_does_not_replace_the_check_of_the_handshake() throws Exception {
        site.checkedB(Script.raw(WITHOUT_ACCEPT).then(Script.noResponse()));
        site.start("match m { header Upgrade; }", "server A; server B;", LOCATION.replace("uri=", "match=m uri="));
        site.awaitLog("failed: the Sec-WebSocket-Accept is wrong");
    }
}
