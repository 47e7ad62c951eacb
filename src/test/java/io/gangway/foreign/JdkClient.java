package io.gangway.foreign;

import io.gangway.testing.TrustAll;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.Adler32;

/** {@link java.net.http.WebSocket}, which has no extensions. */
final class JdkClient implements ForeignWebSocket {
    private final HttpClient client =
            HttpClient.newBuilder().sslContext(TrustAll.context()).build();
    private WebSocket socket;
    private Lines heard = new Lines();

    @Override
    public void open(String url, String... protocols) throws Exception {
        disconnect();
        WebSocket.Builder builder = client.newWebSocketBuilder();
        if (protocols.length > 0) {
            builder.subprotocols(protocols[0], Arrays.copyOfRange(protocols, 1, protocols.length));
        }
        try {
            socket = done(builder.buildAsync(URI.create(url), new Listener(heard)));
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof WebSocketHandshakeException refusal)) {
                throw e;
            }
            heard.add("refused " + refusal.getResponse().statusCode());
        }
    }

    private static <T> T done(CompletableFuture<T> future) throws Exception {
        return future.get(Lines.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void send(List<String> texts) throws Exception {
        for (String text : texts) {
            done(socket.sendText(text, true));
        }
    }

    @Override
    public void send(byte[] bytes) throws Exception {
        done(socket.sendBinary(ByteBuffer.wrap(bytes), true));
    }

    @Override
    public void ping(String payload) throws Exception {
        done(socket.sendPing(StandardCharsets.UTF_8.encode(payload)));
    }

    @Override
    public void close(int code, String reason) throws Exception {
        done(socket.sendClose(code, reason));
    }

    @Override
    public void disconnect() {
        heard = new Lines();
        if (socket != null) {
            socket.abort();
            socket = null;
        }
    }

    @Override
    public String next() {
        return heard.next();
    }

    @Override
    public void close() {
        disconnect();
    }

    /** Joins the parts of a message. */
    private static final class Listener implements WebSocket.Listener {
        private final Lines heard;
        private final StringBuilder text = new StringBuilder();
        private final Adler32 sum = new Adler32();
        private int length;

        Listener(Lines heard) {
            this.heard = heard;
        }

        @Override
        public void onOpen(WebSocket opened) {
            String protocol = opened.getSubprotocol();
            heard.add("open " + (protocol.isEmpty() ? "-" : protocol) + " -");
            opened.request(1);
        }

        @Override
        public CompletionStage<?> onText(WebSocket opened, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                heard.add("text " + text);
                text.setLength(0);
            }
            opened.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket opened, ByteBuffer part, boolean last) {
            length += part.remaining();
            sum.update(part);
            if (last) {
                heard.add("binary " + length + " " + sum.getValue());
                length = 0;
                sum.reset();
            }
            opened.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket opened, ByteBuffer payload) {
            heard.add("pong " + StandardCharsets.UTF_8.decode(payload));
            opened.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket opened, int code, String reason) {
            heard.add("close " + code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket opened, Throwable error) {
            heard.add("error " + error);
        }
    }
}
