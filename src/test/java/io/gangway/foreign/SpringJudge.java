package io.gangway.foreign;

import io.gangway.testing.TrustAll;
import java.lang.reflect.Type;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;
import org.springframework.web.socket.sockjs.client.RestTemplateXhrTransport;
import org.springframework.web.socket.sockjs.client.SockJsClient;
import org.springframework.web.socket.sockjs.client.Transport;
import org.springframework.web.socket.sockjs.client.WebSocketTransport;

/**
 * A judge of a {@link ScoringApplication}, with Spring's clients for STOMP and SockJS. It is opened with a team and a
 * transport, {@code stomp} or one of SockJS, and reports {@code open VERSION} when it has joined the team.
 */
public final class SpringJudge implements ForeignClient {
    private static final String JOINING = "joining";

    private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    private Lines heard = new Lines();
    private WebSocketStompClient stomp;
    private StompSession session;
    private ScheduledFuture<?> joining;
    private String team;

    public SpringJudge() {
        scheduler.setDaemon(true);
        scheduler.initialize();
    }

    @Override
    public void open(String url, String... words) throws Exception {
        disconnect();
        team = words[0];
        stomp = new WebSocketStompClient(client(words[1]));
        stomp.setTaskScheduler(scheduler);
        stomp.setMessageConverter(new StringMessageConverter());
        stomp.start();
        WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
        headers.set("X-Judge", "judge " + System.identityHashCode(this));
        session = stomp.connectAsync(url, headers, new StompSessionHandlerAdapter() {})
                .get(Lines.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        join();
    }

    private static WebSocketClient client(String way) {
        if (way.equals("stomp")) {
            return socket();
        }
        SockJsClient client = new SockJsClient(List.of(transport(way)));
        client.setInfoReceiver(requests());
        return client;
    }

    private static StandardWebSocketClient socket() {
        StandardWebSocketClient client = new StandardWebSocketClient();
        client.setSslContext(TrustAll.context());
        return client;
    }

    private static RestTemplateXhrTransport requests() {
        HttpClient client =
                HttpClient.newBuilder().sslContext(TrustAll.context()).build();
        return new RestTemplateXhrTransport(new RestTemplate(new JdkClientHttpRequestFactory(client)));
    }

    private static Transport transport(String way) {
        if (way.equals("websocket")) {
            return new WebSocketTransport(socket());
        }
        RestTemplateXhrTransport xhr = new RestTemplateXhrTransport();
        xhr.setXhrStreamingDisabled(way.equals("xhr-polling"));
        return xhr;
    }

    /** Retries until it has joined, since the broker gives no receipts. */
    private void join() {
        Hearing hearing = new Hearing(heard);
        StompSession joined = session;
        String destination = destination();
        joined.subscribe("/team/" + team, hearing);
        joining = scheduler.scheduleAtFixedRate(
                () -> {
                    // Only one thread at a time may send.
                    synchronized (joined) {
                        if (!hearing.joined) {
                            joined.send(destination, JOINING);
                        }
                    }
                },
                Duration.ofMillis(50));
    }

    /** Receives the messages of the team. */
    private static final class Hearing implements StompFrameHandler {
        private final Lines heard;
        private volatile boolean joined;

        Hearing(Lines heard) {
            this.heard = heard;
        }

        @Override
        public Type getPayloadType(StompHeaders headers) {
            return String.class;
        }

        @Override
        public void handleFrame(StompHeaders headers, Object payload) {
            String words = (String) payload;
            if (!words.endsWith(JOINING)) {
                heard.add("text " + words);
            } else if (!joined) {
                joined = true;
                heard.add("open 1.2");
            }
        }
    }

    @Override
    public void send(List<String> texts) {
        synchronized (session) {
            texts.forEach(text -> session.send(destination(), text));
        }
    }

    private String destination() {
        return "/app/score/" + team;
    }

    @Override
    public void disconnect() {
        heard = new Lines();
        if (session != null) {
            joining.cancel(false);
            session.disconnect();
            stomp.stop();
            session = null;
        }
    }

    @Override
    public String next() {
        return heard.next();
    }

    @Override
    public void close() {
        disconnect();
        scheduler.shutdown();
    }
}
