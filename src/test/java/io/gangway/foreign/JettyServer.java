package io.gangway.foreign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.ExtensionConfig;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** Jetty's server, over HTTP/1.1 or HTTP/2. */
final class JettyServer implements ForeignServer {
    private final Server server = new Server();
    private final ServerConnector connector;
    private final Lines events = new Lines();

    /** Starts it; in clear text if the context is null. */
    JettyServer(SSLContext tls, boolean http2) throws Exception {
        connector = new ServerConnector(server, 1, 1, protocols(http2, tls != null));
        if (tls != null) {
            SslContextFactory.Server factory = new SslContextFactory.Server();
            factory.setSslContext(tls);
            connector.addFirstConnectionFactory(new SslConnectionFactory(
                    factory, connector.getDefaultConnectionFactory().getProtocol()));
        }
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(WebSocketUpgradeHandler.from(server, this::map));
        server.start();
    }

    private static ConnectionFactory[] protocols(boolean http2, boolean encrypted) {
        HttpConfiguration configuration = new HttpConfiguration();
        if (!http2) {
            return new ConnectionFactory[] {new HttpConnectionFactory(configuration)};
        }
        AbstractHTTP2ServerConnectionFactory streams = encrypted
                ? new HTTP2ServerConnectionFactory(configuration)
                : new HTTP2CServerConnectionFactory(configuration);
        streams.setConnectProtocolEnabled(true);
        return encrypted
                ? new ConnectionFactory[] {new ALPNServerConnectionFactory(streams.getProtocol()), streams}
                : new ConnectionFactory[] {new HttpConnectionFactory(configuration), streams};
    }

    private void map(ServerWebSocketContainer container) {
        container.setMaxTextMessageSize(16 << 20);
        container.setMaxBinaryMessageSize(16 << 20);
        container.addMapping("/echo", (request, response, callback) -> {
            if (request.hasSubProtocol("v2.score")) {
                response.setAcceptedSubProtocol("v2.score");
            }
            return new EndPoint(request.getHttpURI().getQuery(), events);
        });
        container.addMapping("/forbidden", (request, response, callback) -> {
            Response.writeError(request, response, callback, HttpStatus.FORBIDDEN_403);
            return null;
        });
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public Lines events() {
        return events;
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }

    /** Public because Jetty calls its methods by reflection. */
    public static final class EndPoint extends Session.Listener.AbstractAutoDemanding {
        private final String who;
        private final Lines saw;

        private final Echo echo = new Echo() {
            @Override
            void text(String words) {
                getSession().sendText(words, Callback.NOOP);
            }

            @Override
            void ping(String words) {
                getSession().sendPing(StandardCharsets.UTF_8.encode(words), Callback.NOOP);
            }

            @Override
            void close(int code, String reason) {
                getSession().close(code, reason, Callback.NOOP);
            }
        };

        private EndPoint(String who, Lines saw) {
            this.who = who;
            this.saw = saw;
        }

        @Override
        public void onWebSocketOpen(Session opened) {
            super.onWebSocketOpen(opened);
            String protocol = opened.getUpgradeResponse().getAcceptedSubProtocol();
            List<ExtensionConfig> extensions = opened.getUpgradeResponse().getExtensions();
            saw.add(who + " open " + (protocol == null ? "-" : protocol) + " "
                    + (extensions.isEmpty() ? "-" : extensions.get(0).getName()));
        }

        @Override
        public void onWebSocketText(String message) {
            try {
                echo.receive(message);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
            getSession().sendBinary(payload, callback);
        }

        @Override
        public void onWebSocketPong(ByteBuffer payload) {
            getSession().sendText("pong " + StandardCharsets.UTF_8.decode(payload), Callback.NOOP);
        }

        /** Does nothing: Jetty would log a client that disconnects without a close frame, with a stack trace. */
        @Override
        public void onWebSocketError(Throwable cause) {}

        @Override
        public void onWebSocketClose(int code, String reason, Callback callback) {
            saw.add(who + " close " + code + " " + (reason == null ? "" : reason));
            callback.succeed();
        }
    }
}
