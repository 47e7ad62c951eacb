package example;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/** Sends each message to all. */
@Configuration
@EnableWebSocket
class Chat extends TextWebSocketHandler implements WebSocketConfigurer {
    private static final int SEND_MILLIS = 5000;
    private static final int MAX_BUFFERED = 64 * 1024;

    private final Set<WebSocketSession> sessions = ConcurrentHashMap.newKeySet();

    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        // Pages of this host only: the proxy passes "Host" and "X-Forwarded-Proto" on.
        registry.addHandler(this, "/chat");
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
        sessions.add(new ConcurrentWebSocketSessionDecorator(session, SEND_MILLIS, MAX_BUFFERED));
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        sessions.removeIf(each -> each.getId().equals(session.getId()));
    }

    @Override
    protected void handleTextMessage(WebSocketSession sender, TextMessage message) {
        for (WebSocketSession session : sessions) {
            try {
                session.sendMessage(message);
            } catch (IOException | IllegalStateException e) {
                sessions.remove(session);
            }
        }
    }
}
