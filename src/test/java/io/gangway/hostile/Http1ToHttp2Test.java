package io.gangway.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.ScriptedHttp2Upstream;
import io.gangway.testing.Site;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a client says over HTTP/1.1 is never more than one request of HTTP/2 for the backend, and what a backend says is
 * never more than one response of HTTP/1.1; the next request is not affected. The rows are in {@code
 * http1-to-http2.table}.
 */
class Http1ToHttp2Test {
    private static final String END = "END ";
    private static final String NEXT = ":method: GET|:scheme: http|:path: /next|:authority: localhost||";
    private static final List<String> SHORT = List.of("HEADERS :status: 200|content-length: 2", "DATA END ok");

    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(Long.getLong("hostile.patience", 5000));

    private static ScriptedHttp2Upstream backend;
    private static final List<String> RECEIVED = new CopyOnWriteArrayList<>();

    /** The frames of the response to the present row. */
    private static volatile List<String> response = SHORT;

    @BeforeAll
    static void start() throws IOException {
        backend = ScriptedHttp2Upstream.start(Http1ToHttp2Test::serve);
    }

    @AfterAll
    static void stop() throws IOException {
        backend.close();
    }

    private static Site site() throws IOException {
        return Site.create().backend("main", backend.address()).config("""
                upstream b { server %{backend} max_fails=0; keepalive 4; }
                large_client_header_buffers 8 64k;
                proxy_set_header Host $http_host;
                proxy_http_version 2;
                server {
                    listen %{port};
                    location / { proxy_pass http://b; }
                    location /streamed { proxy_request_buffering off; proxy_pass http://b; }
                    location /unbuffered { proxy_buffering off; proxy_pass http://b; }
                    location /replaced { proxy_set_body "$request_body."; proxy_pass http://b; }
                    location /fixed { proxy_set_body fixed; proxy_pass http://b; }
                    location /set { proxy_set_header Host $http_host; proxy_set_header X-Uri $uri; proxy_pass http://b/row; }
                    location /authority { proxy_set_header Host $uri; proxy_pass http://b/row; }
                    location /uri { proxy_pass http://b$uri; }
                    location /method { proxy_method $arg_m; proxy_pass http://b/row; }
                    location /trailed { proxy_pass_trailers on; proxy_pass http://b; }
                    location /hinted { early_hints 1; proxy_pass http://b; }
                    location /connection {
                        proxy_set_header Host $http_host;
                        proxy_set_header Connection upgrade;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header TE gzip;
                        proxy_set_header Transfer-Encoding chunked;
                        proxy_set_header Keep-Alive 5;
                        proxy_pass http://b;
                    }
                    location /length { proxy_set_header Content-Length 3; proxy_pass http://b; }
                    location /bodiless { proxy_pass_request_body off; proxy_pass http://b; }
                }
                """);
    }

    // ---- the backend

    private static void serve(Http2Peer connection) throws Exception {
        connection.settings(Http2Peer.MAX_CONCURRENT_STREAMS, 100);
        Map<Integer, String> requests = new HashMap<>();
        for (Http2Peer.Frame frame = connection.next(); frame != null; frame = connection.next()) {
            int stream = frame.stream();
            switch (frame.type()) {
                case Http2Peer.HEADERS ->
                    requests.merge(
                            stream,
                            String.join("|", frame.fields()) + "||",
                            (head, more) -> head + "[trailers]" + more);
                case Http2Peer.DATA -> {
                    requests.merge(stream, frame.text(), String::concat);
                    connection.windowUpdate(0, Math.max(1, frame.payload().length));
                }
                case Http2Peer.RST_STREAM -> requests.computeIfPresent(stream, (id, text) -> text + "[reset]");
                default -> ScriptedHttp2Upstream.acknowledge(connection, frame);
            }
            if (frame.endsStream()) {
                String request = requests.remove(stream);
                RECEIVED.add(withAuthority(request));
                if (!respond(connection, stream, request.contains("|:path: /next|") ? SHORT : response)) {
                    return;
                }
            }
        }
    }

    /** nginx up to 1.30 sends {@code host} instead of {@code :authority} if it is set. */
    private static String withAuthority(String request) {
        return request.contains("|:authority: ")
                ? request
                : request.replaceFirst("(?s)(\\|:path: [^|]*)(.*?)\\|host: ([^|]*)", "$1|:authority: $3$2");
    }

    /** Sends frames with one write; false if the connection is to be closed. */
    private static boolean respond(Http2Peer connection, int stream, List<String> frames) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean closes = false;
        for (String frame : frames) {
            String[] parts = frame.split(" ", 2);
            boolean end = parts.length > 1 && parts[1].startsWith(END);
            String rest = parts.length == 1 ? "" : end ? parts[1].substring(END.length()) : parts[1];
            int flags = end ? Http2Peer.END_STREAM : 0;
            switch (parts[0]) {
                case "HEADERS" ->
                    bytes.writeBytes(Http2Peer.frameBytes(
                            Http2Peer.HEADERS,
                            flags | Http2Peer.END_HEADERS,
                            stream,
                            Http2Peer.headerBlock(rest.isEmpty() ? new String[0] : rest.split("\\|"))));
                case "DATA" ->
                    bytes.writeBytes(Http2Peer.frameBytes(
                            Http2Peer.DATA, flags, stream, rest.getBytes(StandardCharsets.ISO_8859_1)));
                case "RST" ->
                    bytes.writeBytes(
                            Http2Peer.frameBytes(Http2Peer.RST_STREAM, 0, stream, number(Integer.parseInt(rest))));
                case "GOAWAY" -> {
                    byte[] payload = ByteBuffer.allocate(8)
                            .putInt(stream)
                            .putInt(Integer.parseInt(rest))
                            .array();
                    bytes.writeBytes(Http2Peer.frameBytes(Http2Peer.GOAWAY, 0, 0, payload));
                }
                case "FRAME" -> {
                    String[] words = rest.split(" ");
                    byte[] payload =
                            words.length < 4 ? new byte[0] : HexFormat.of().parseHex(words[3]);
                    int to = words[2].equals("s") ? stream : Integer.parseInt(words[2]);
                    bytes.writeBytes(
                            Http2Peer.frameBytes(Integer.parseInt(words[0]), Integer.parseInt(words[1]), to, payload));
                }
                case "CLOSE" -> closes = true;
                default -> throw new IllegalArgumentException(frame);
            }
        }
        connection.send(bytes.toByteArray());
        return !closes;
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    // ---- the client

    @TestFactory
    Stream<DynamicTest> each_row_is_one_request_at_most() throws Exception {
        return new SmugglingCheck("http1-to-http2.table", Http1ToHttp2Test::site, Http1ToHttp2Test::play).tests();
    }

    /**
     * Plays a row. {@code REQUEST bytes} is what the client sends, where a vertical bar is CR LF; otherwise it sends a
     * GET with the lines that are fields. Frames of the backend begin with their name; {@code END} ends the stream;
     * {@code FRAME type flags stream payload} is any frame, where stream {@code s} is that of the request.
     */
    private static String play(List<String> lines, boolean received, int port) throws IOException {
        RECEIVED.clear();
        StringBuilder request = new StringBuilder("GET /row HTTP/1.1|Host: localhost|");
        List<String> frames = new ArrayList<>();
        String raw = null;
        for (String line : lines) {
            if (line.startsWith("REQUEST ")) {
                raw = line.substring(8);
            } else if (line.matches("(?s)(HEADERS|DATA|RST|GOAWAY|FRAME|CLOSE)( .*)?")) {
                frames.add(line);
            } else if (line.startsWith("/")) {
                request.replace(4, 8, line);
            } else {
                request.append(line).append('|');
            }
        }
        response = frames.isEmpty() ? SHORT : frames;
        String bytes = (raw == null ? request.append('|').toString() : raw).replace("|", "\r\n");
        String seen;
        try (RawConnection client = RawHttp.connect(port).timeout(Duration.ofSeconds(5))) {
            client.send(bytes);
            seen = outcome(client, bytes.split(" ", 2)[0], !frames.isEmpty()) + (received ? received() : "");
            if (!seen.startsWith("closed") && isNextServed(client)) {
                return seen;
            }
        }
        try (RawConnection other = RawHttp.connect(port).timeout(Duration.ofSeconds(5))) {
            assertThat(isNextServed(other)).isTrue();
        }
        return seen.startsWith("closed") ? seen : seen + ", then closed";
    }

    private static String outcome(RawConnection client, String method, boolean whole) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            RawResponse got = client.read(method);
            while (got != null && got.status() / 100 == 1 && got.status() != 101) {
                text.append(got.status());
                got.fields().lines().forEach(field -> text.append(", ").append(field));
                text.append("; ");
                got = client.read(method);
            }
            if (got == null) {
                return text + "closed";
            }
            text.append(got.status());
            if (whole && !got.body().startsWith("<html>")) {
                got.head()
                        .lines()
                        .skip(1)
                        .filter(line -> !line.isEmpty() && !line.matches("(Server|Date|Connection): .*"))
                        .forEach(field -> text.append(", ").append(field));
                text.append(" [").append(got.rawBody()).append(']');
            }
        } catch (EOFException | SocketException e) {
            text.append("broken off");
        } catch (SocketTimeoutException e) {
            text.append("silence");
        }
        return SmugglingTable.line(text.toString());
    }

    private static String received() {
        long giveUp = System.nanoTime() + PATIENCE;
        while (RECEIVED.isEmpty() && System.nanoTime() < giveUp) {
            LockSupport.parkNanos(500_000);
        }
        List<String> all = List.copyOf(RECEIVED);
        RECEIVED.clear();
        assertThat(all).hasSizeLessThanOrEqualTo(1).noneMatch(request -> request.contains("|:path: /hidden|"));
        return all.isEmpty() ? "" : " <- " + SmugglingTable.line(all.get(0));
    }

    /** Requests something else; false if the connection was closed. */
    private static boolean isNextServed(RawConnection client) throws IOException {
        RawResponse next;
        try {
            client.send("GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n");
            next = client.read();
        } catch (SocketException e) {
            return false;
        }
        if (next == null) {
            return false;
        }
        assertThat(next.status()).isEqualTo(200);
        assertThat(next.body()).isEqualTo("ok");
        assertThat(RECEIVED).containsExactly(NEXT);
        return true;
    }
}
