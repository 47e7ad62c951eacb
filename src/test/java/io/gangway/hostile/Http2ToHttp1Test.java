package io.gangway.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Http2Peer;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.UpstreamConnection;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a client says over HTTP/2 is never more than one request of HTTP/1.1 for the backend, and what a backend says is
 * never more than one response; the next request is not affected. The rows are in {@code http2-to-http1.table}.
 */
class Http2ToHttp1Test {
    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String CLOSE = "CLOSE";
    private static final String[] REQUEST = {":method: GET", ":scheme: http", ":path: /row", ":authority: localhost"};

    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(Long.getLong("hostile.patience", 5000));

    private static ScriptedUpstream backend;

    /** The response of the backend to the present row; null for a short one. */
    private static volatile String response;

    @BeforeAll
    static void start() throws IOException {
        backend = ScriptedUpstream.start(Http2ToHttp1Test::respond);
    }

    @AfterAll
    static void stop() throws IOException {
        backend.close();
    }

    private static Site site() throws IOException {
        return Site.create().backend(backend).config("""
                upstream b { server %{backend} max_fails=0; keepalive 4; }
                proxy_set_header Host $http_host;
                server {
                    listen %{port};
                    http2 on;
                    location / { proxy_pass http://b; }
                    location /streamed { proxy_request_buffering off; proxy_pass http://b; }
                    location /replaced { proxy_set_body "$request_body."; proxy_pass http://b; }
                    location /trailed { proxy_pass_trailers on; proxy_pass http://b; proxy_set_header TE trailers; proxy_set_header Connection te; }
                    location /hinted { early_hints 1; proxy_pass http://b; }
                    location /upgraded { proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; proxy_pass http://b; }
                }
                """);
    }

    private static void respond(RecordedRequest request, UpstreamConnection connection) throws IOException {
        String special = request.target().equals("/next") ? null : response;
        if (special == null) {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            return;
        }
        boolean closes = special.endsWith(CLOSE);
        String text = closes ? special.substring(0, special.length() - CLOSE.length()) : special;
        String key = request.field("Sec-WebSocket-Key");
        connection.send(text.replace("|", "\r\n").replace("ACCEPT", key == null ? "none" : WebSocketPeer.accept(key)));
        if (closes) {
            connection.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> each_row_is_one_request_at_most() throws Exception {
        return new SmugglingCheck("http2-to-http1.table", Http2ToHttp1Test::site, Http2ToHttp1Test::play).tests();
    }

    /**
     * Plays a row. A line {@code :name: value} replaces this pseudo-field of a GET, or is added if there is none;
     * {@code + :name: value} adds one, {@code - :name} removes one; other fields follow. {@code DATA text} and
     * {@code TRAILERS field|field} are frames; the last one ends the stream, unless there is a line {@code OPEN}.
     * {@code BACKEND text} is its response; {@code ACCEPT} in it stands for the right Sec-WebSocket-Accept, {@code CLOSE}
     * at its end closes the connection.
     */
    private static String play(List<String> lines, boolean received, int port) throws IOException {
        backend.clearRequests();
        response = null;
        List<String> head = new ArrayList<>(Arrays.asList(REQUEST));
        List<String> frames = new ArrayList<>();
        boolean open = false;
        for (String line : lines) {
            if (line.startsWith("DATA ") || line.startsWith("TRAILERS ")) {
                frames.add(line);
            } else if (line.equals("OPEN")) {
                open = true;
            } else if (line.startsWith("BACKEND ")) {
                response = line.substring(8);
            } else if (line.startsWith("- ")) {
                head.removeIf(field -> field.startsWith(line.substring(2) + ": "));
            } else if (line.startsWith("+ ")) {
                head.add(line.substring(2));
            } else {
                String name = line.substring(0, line.indexOf(": ", 1) + 2);
                int at = name.startsWith(":") ? index(head, name) : -1;
                if (at < 0) {
                    head.add(line);
                } else {
                    head.set(at, line);
                }
            }
        }
        String seen;
        try (Http2Peer client = Http2Peer.connect(port)) {
            seen = send(client, head, frames, open) + (received ? received() : "");
            if (!seen.startsWith("goaway") && !seen.startsWith("closed")) {
                if (isNextServed(client)) {
                    return seen;
                }
                seen += ", then closed";
            }
        }
        try (Http2Peer other = Http2Peer.connect(port)) {
            assertThat(isNextServed(other)).isTrue();
        }
        return seen;
    }

    private static int index(List<String> head, String name) {
        for (int i = 0; i < head.size(); i++) {
            if (head.get(i).startsWith(name)) {
                return i;
            }
        }
        return -1;
    }

    private static String send(Http2Peer client, List<String> head, List<String> frames, boolean open)
            throws IOException {
        client.collect();
        int stream = client.open(frames.isEmpty() && !open, head.toArray(String[]::new));
        for (int i = 0; i < frames.size(); i++) {
            boolean end = i == frames.size() - 1 && !open;
            String[] words = frames.get(i).split(" ", 2);
            if (words[0].equals("DATA")) {
                client.data(stream, words[1], end);
            } else {
                client.headers(stream, end, words[1].split("\\|"));
            }
        }
        client.flush();
        return outcome(client, stream);
    }

    private static String outcome(Http2Peer client, int stream) throws IOException {
        Http2Peer.Response got;
        try {
            got = client.response(stream);
        } catch (SocketTimeoutException e) {
            return "silence";
        } catch (IOException e) {
            return e.getMessage();
        }
        StringBuilder text = new StringBuilder();
        for (List<String> interim : got.interim()) {
            text.append(String.join(", ", interim)).append("; ");
        }
        if (!got.head().isEmpty()) {
            text.append(got.status());
            if (response != null && !got.body().startsWith("<html>")) {
                got.head().stream()
                        .skip(1)
                        .filter(field -> !field.matches("(?s)(server|date): .*"))
                        .forEach(field -> text.append(", ").append(field));
                text.append(" [").append(got.body()).append(']');
            }
            got.trailers().forEach(field -> text.append(", trailer ").append(field));
        }
        if (got.reset() > 0) {
            text.append(text.isEmpty() ? "" : ", ").append("reset ").append(got.reset());
        } else if (got.head().isEmpty() && got.reset() < 0) {
            Http2Peer.Frame last = client.next(Http2Peer.GOAWAY);
            text.append(last == null ? "closed" : "goaway " + last.number(4));
        }
        return SmugglingTable.line(text.toString());
    }

    /** What the backend received, and that this is one request at most. */
    private static String received() {
        long giveUp = System.nanoTime() + PATIENCE;
        while (backend.requests().isEmpty() && System.nanoTime() < giveUp) {
            LockSupport.parkNanos(500_000);
        }
        List<RecordedRequest> all = backend.requests();
        assertThat(all)
                .hasSizeLessThanOrEqualTo(1)
                .noneMatch(request -> request.target().contains("hidden"));
        backend.clearRequests();
        return all.isEmpty()
                ? ""
                : " <- "
                        + SmugglingTable.line((all.get(0).head() + all.get(0).body())
                                .replaceAll("(?i)(sec-websocket-key: )[A-Za-z0-9+/]{22}==", "$1KEY"));
    }

    /** Requests something else; false if the connection was closed. */
    private static boolean isNextServed(Http2Peer client) throws IOException {
        String[] fields = REQUEST.clone();
        fields[2] = ":path: /next";
        Http2Peer.Response next;
        try {
            next = client.response(client.open(true, fields));
        } catch (SocketException e) {
            return false;
        }
        if (next.head().isEmpty() && next.reset() < 0) {
            return false;
        }
        assertThat(next.status()).isEqualTo(200);
        assertThat(next.body()).isEqualTo("ok");
        assertThat(backend.requests()).hasSize(1);
        assertThat(backend.requests().get(0).head()).isEqualTo(NEXT);
        return true;
    }
}
