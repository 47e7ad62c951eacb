package io.gangway.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

/** The echo of a {@link ForeignServer} in a Spring application. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class SpringEcho implements WebSocketConfigurer {
    /** Includes the WebSocket paths of {@code etc/examples}. */
    private static final String[] PATHS = {"/echo", "/ws", "/websocket", "/chat/echo", "/xxxx/echo"};

    /** Other origins whose pages may open a WebSocket; none by default, as in Spring. */
    @Value("${echo.origins:}")
    private String[] origins;

    private final Lines events = new Lines();

    Lines events() {
        return events;
    }

    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        registry.addHandler(new Handler(), PATHS).setAllowedOriginPatterns(origins);
        registry.addHandler(new Handler(), "/sockjs/echo")
                .setAllowedOriginPatterns(origins)
                .withSockJS();
        registry.addHandler(new Handler(), "/forbidden")
                .setAllowedOriginPatterns(origins)
                .addInterceptors(new Refusal());
    }

    private final class Handler extends AbstractWebSocketHandler implements SubProtocolCapable {
        @Override
        public List<String> getSubProtocols() {
            return List.of("v2.score");
        }

        @Override
        public void afterConnectionEstablished(WebSocketSession session) {
            session.setTextMessageSizeLimit(16 << 20);
            session.setBinaryMessageSizeLimit(16 << 20);
            String protocol = session.getAcceptedProtocol();
            events.add(who(session) + " open " + (protocol == null || protocol.isEmpty() ? "-" : protocol) + " "
                    + (session.getExtensions().isEmpty()
                            ? "-"
                            : session.getExtensions().get(0).getName()));
        }

        private static String who(WebSocketSession session) {
            return session.getUri().getQuery();
        }

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) throws IOException {
            new SessionEcho(session).receive(message.getPayload());
        }

        @Override
        protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) throws IOException {
            session.sendMessage(message);
        }

        @Override
        protected void handlePongMessage(WebSocketSession session, PongMessage message) throws IOException {
            session.sendMessage(new TextMessage("pong " + StandardCharsets.UTF_8.decode(message.getPayload())));
        }

        @Override
        public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
            String reason = status.getReason();
            events.add(who(session) + " close " + status.getCode() + " " + (reason == null ? "" : reason));
        }
    }

    private static final class SessionEcho extends Echo {
        private final WebSocketSession session;

        SessionEcho(WebSocketSession session) {
            this.session = session;
        }

        @Override
        void text(String words) throws IOException {
            session.sendMessage(new TextMessage(words));
        }

        @Override
        void ping(String words) throws IOException {
            session.sendMessage(new PingMessage(ByteBuffer.wrap(words.getBytes(StandardCharsets.UTF_8))));
        }

        @Override
        void close(int code, String reason) throws IOException {
            session.close(new CloseStatus(code, reason));
        }
    }

    /** Refuses every handshake. */
    private static final class Refusal implements HandshakeInterceptor {
        @Override
        public boolean beforeHandshake(
                ServerHttpRequest request,
                ServerHttpResponse response,
                WebSocketHandler handler,
                Map<String, Object> attributes) {
            response.setStatusCode(HttpStatus.FORBIDDEN);
            return false;
        }

        @Override
        public void afterHandshake(
                ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler, Exception failure) {}
    }
}
