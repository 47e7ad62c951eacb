package io.gangway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Frame;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** Both ends of a WebSocket send anything: a tunnel passes it unchanged, and a bridge survives it. */
final class HostileWebSocketTarget extends LiveTarget {
    private static final String EXTENSION = "Sec-WebSocket-Extensions: permessage-deflate";

    private int turn;

    HostileWebSocketTarget() throws IOException {
        super("error_log nginx.conf.log info; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade;"
                + " proxy_set_header Connection upgrade; proxy_read_timeout 5s; websocket_close_timeout 1s;"
                + " server { listen %{port}; root %{dir}/html;"
                + " location /tunnel { proxy_pass http://%{backend}; }"
                + " location /limited { proxy_pass http://%{backend}; websocket_max_message_size 1k; websocket_ping_interval 2s; }"
                + " location /bridge { proxy_pass http://%{backend}; websocket_relay bridge; websocket_max_message_size 4k; }"
                + " location /deflated { proxy_pass http://%{backend}; websocket_compression client; } }");
        backend.respond(Script.upgrade("websocket", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                .then(Script.echoBytes()));
    }

    @Override
    public List<byte[]> seeds() {
        byte[] masked = new Frame(true, 0, Frame.TEXT, true, Bytes.of("hello")).encode();
        byte[] compressed =
                new Frame(true, 4, Frame.TEXT, true, Bytes.of("\u00f2H\u00cd\u00c9\u00c9\u0007\0")).encode();
        byte[] unfinished = new Frame(false, 0, Frame.BINARY, true, new byte[200]).encode();
        byte[] rest = new Frame(true, 0, Frame.CONTINUATION, true, new byte[70_000]).encode();
        byte[] ping = new Frame(true, 0, Frame.PING, true, Bytes.of("ping")).encode();
        byte[] close = new Frame(true, 0, Frame.CLOSE, true, Bytes.of("\u0003\u00e8bye")).encode();
        return List.of(
                masked,
                joined(masked, ping, compressed, close),
                joined(unfinished, ping, rest, close),
                joined(compressed, masked),
                Frame.text("not masked").encode());
    }

    @Override
    public List<byte[]> words() {
        List<byte[]> words = new ArrayList<>(seeds());
        words.addAll(Bytes.of(
                "\u0081\u0080",
                "\u0089\u0080\0\0\0\0",
                "\u0081\u00fe",
                "\u0082\u00ff\0\0\0\0\0\1\0\0",
                "\u0088\u0082\0\0\0\0\u0003\u00ee"));
        return words;
    }

    private static byte[] joined(byte[]... frames) {
        StringBuilder all = new StringBuilder();
        for (byte[] frame : frames) {
            all.append(Bytes.text(frame));
        }
        return Bytes.of(all.toString());
    }

    @Override
    public void run(byte[] input) throws IOException {
        String path = List.of("/tunnel", "/limited", "/bridge", "/deflated").get(turn++ % 4);
        try (RawConnection connection = RawHttp.connect(server.port())) {
            connection.send(WebSocketPeer.upgradeRequest(path, EXTENSION));
            RawResponse handshake = connection.read();
            assertThat(handshake.status()).isEqualTo(101);
            connection.send(input);
            connection.socket().shutdownOutput();
            String came = connection.readUntilEnd();
            if (path.equals("/tunnel")) {
                assertThat(Bytes.text(input)).startsWith(came);
            }
        } catch (SocketException reset) {
            // a protocol violation may get this response
            return;
        }
    }
}
