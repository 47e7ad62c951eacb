package io.gangway.foreign;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.Adler32;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpClientTransport;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.ExtensionConfig;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.exceptions.UpgradeException;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/** Jetty's client, over HTTP/1.1 or HTTP/2. */
final class JettyClient implements ForeignWebSocket {
    private final WebSocketClient client;
    private Session session;
    private Lines heard = new Lines();

    private static HttpClientTransport transport(boolean http2) {
        ClientConnector connector = new ClientConnector();
        connector.setSslContextFactory(new SslContextFactory.Client(true));
        return http2
                ? new HttpClientTransportOverHTTP2(new HTTP2Client(connector))
                : new HttpClientTransportOverHTTP(connector);
    }

    JettyClient(boolean http2) throws Exception {
        client = new WebSocketClient(new HttpClient(transport(http2)));
        client.setMaxTextMessageSize(16 << 20);
        client.setMaxBinaryMessageSize(16 << 20);
        client.start();
    }

    @Override
    public void open(String url, String... protocols) throws Exception {
        disconnect();
        ClientUpgradeRequest request = new ClientUpgradeRequest(URI.create(url));
        request.setSubProtocols(protocols);
        request.addExtensions("permessage-deflate");
        try {
            session = client.connect(new Listener(heard), request).get(Lines.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UpgradeException refusal)) {
                throw e;
            }
            heard.add("refused " + refusal.getResponseStatusCode());
        }
    }

    @Override
    public void send(List<String> texts) {
        texts.forEach(text -> session.sendText(text, Callback.NOOP));
    }

    @Override
    public void send(byte[] bytes) {
        session.sendBinary(ByteBuffer.wrap(bytes), Callback.NOOP);
    }

    @Override
    public void ping(String payload) {
        session.sendPing(StandardCharsets.UTF_8.encode(payload), Callback.NOOP);
    }

    @Override
    public void close(int code, String reason) {
        session.close(code, reason, Callback.NOOP);
    }

    @Override
    public void disconnect() {
        heard = new Lines();
        if (session != null) {
            session.disconnect();
            session = null;
        }
    }

    @Override
    public String next() {
        return heard.next();
    }

    /** The next line, if one comes soon; else null. */
    String poll() {
        return heard.poll();
    }

    @Override
    public void close() throws Exception {
        disconnect();
        client.stop();
    }

    /** Public because Jetty calls its methods by reflection. */
    public static final class Listener extends Session.Listener.AbstractAutoDemanding {
        private final Lines heard;

        private Listener(Lines heard) {
            this.heard = heard;
        }

        @Override
        public void onWebSocketOpen(Session opened) {
            super.onWebSocketOpen(opened);
            String protocol = opened.getUpgradeResponse().getAcceptedSubProtocol();
            List<ExtensionConfig> extensions = opened.getUpgradeResponse().getExtensions();
            heard.add("open " + (protocol == null ? "-" : protocol) + " "
                    + (extensions.isEmpty() ? "-" : extensions.get(0).getName()));
        }

        @Override
        public void onWebSocketText(String message) {
            heard.add("text " + message);
        }

        @Override
        public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
            Adler32 sum = new Adler32();
            int length = payload.remaining();
            sum.update(payload);
            heard.add("binary " + length + " " + sum.getValue());
            callback.succeed();
        }

        @Override
        public void onWebSocketPong(ByteBuffer payload) {
            heard.add("pong " + StandardCharsets.UTF_8.decode(payload));
        }

        @Override
        public void onWebSocketClose(int code, String reason, Callback callback) {
            heard.add("close " + code + " " + (reason == null ? "" : reason));
            callback.succeed();
        }

        @Override
        public void onWebSocketError(Throwable cause) {
            // the future reports a refusal
            if (!(cause instanceof UpgradeException)) {
                heard.add("error " + cause);
            }
        }
    }
}
