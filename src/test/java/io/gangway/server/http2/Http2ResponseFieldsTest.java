package io.gangway.server.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Http2Peer;
import io.gangway.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields of a backend's response that reach an HTTP/2 client, and bodies of a wrong length. */
class Http2ResponseFieldsTest {
    private static final String TIME = "Thu, 15 Jan 2026 10:20:30 GMT";
    private static final String BIG = "v".repeat(3000);

    private ScriptedUpstream backend;
    private Http2Site site;

    @BeforeEach
    void start() throws IOException {
        backend = ScriptedUpstream.start((request, connection) -> connection.send(response(request.target())));
        site = Http2Site.of(backend, """
                proxy_buffer_size 64k;
                proxy_buffers 8 64k;
                location / { proxy_pass http://%{backend}; }
                location /streamed { proxy_pass http://%{backend}; proxy_request_buffering off; }
                location /own { return 200 own; }
                """);
    }

    @AfterEach
    void stop() throws IOException {
        site.close();
        backend.close();
    }

    private static String response(String target) {
        return switch (target) {
            case "/no-content" ->
                "HTTP/1.1 204 No Content\r\nContent-Type: a/b\r\nContent-Length: 0\r\nLast-Modified: " + TIME
                        + "\r\nETag: \"a\"\r\n\r\n";
            case "/no-content-of-5" -> "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n";
            case "/not-modified" ->
                "HTTP/1.1 304 Not Modified\r\nContent-Type: a/b\r\nContent-Length: 7\r\nETag: \"a\"\r\n\r\n";
            case "/reset-content" -> "HTTP/1.1 205 Reset Content\r\nContent-Type: a/b\r\nContent-Length: 0\r\n\r\n";
            case "/large" -> "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n" + large() + "\r\nhello";
            case "/large-empty" -> "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + large() + "\r\n";
            default -> "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nback";
        };
    }

    /** 45 KB. */
    private static String large() {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < 15; i++) {
            fields.append("X-Large-").append(i).append(": ").append(BIG).append("\r\n");
        }
        return fields.toString();
    }

    private Http2Peer.Response get(String method, String path) throws IOException {
        try (Http2Peer peer = site.connect()) {
            return peer.response(peer.open(true, Http2Peer.request(method, path)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void a_response_without_a_body_has_no_fields_that_describe_one(String method) throws IOException {
        Http2Peer.Response none = get(method, "/no-content");
        assertThat(none.status()).isEqualTo(204);
        assertThat(none.field("content-type")).isNull();
        assertThat(none.field("content-length")).isNull();
        assertThat(none.field("last-modified")).isEqualTo(TIME);
        assertThat(none.field("etag")).isEqualTo("\"a\"");
        assertThat(get(method, "/no-content-of-5").field("content-length")).isNull();
    }

    @Test
    void other_responses_keep_their_fields() throws IOException {
        Http2Peer.Response unchanged = get("GET", "/not-modified");
        assertThat(unchanged.field("content-type")).isEqualTo("a/b");
        assertThat(unchanged.field("content-length")).isEqualTo("7");
        Http2Peer.Response reset = get("GET", "/reset-content");
        assertThat(reset.field("content-type")).isEqualTo("a/b");
        assertThat(reset.field("content-length")).isEqualTo("0");
    }

    @Test
    void fields_of_45_kilobytes_are_sent_in_several_frames() throws IOException {
        for (String path : List.of("/large", "/large-empty")) {
            Http2Peer.Response response = get("GET", path);
            for (int i = 0; i < 15; i++) {
                assertThat(response.field("x-large-" + i)).isEqualTo(BIG);
            }
            assertThat(response.body()).isEqualTo(path.equals("/large") ? "hello" : "");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, hello", "3, hello", "7, hello"})
    void a_body_with_a_wrong_length_gives_400(String declared, String body) throws IOException {
        for (String path : List.of("/", "/streamed")) {
            try (Http2Peer peer = site.connect()) {
                int stream = peer.post(path, "content-length: " + declared);
                peer.data(stream, body, true);
                assertThat(peer.response(stream).status()).as(path).isEqualTo(400);
            }
            try (Http2Peer peer = site.connect()) {
                int stream = peer.post(path, "content-length: " + declared);
                for (char c : body.toCharArray()) {
                    peer.data(stream, String.valueOf(c), false);
                }
                peer.data(stream, "", true);
                assertThat(peer.response(stream).status()).as(path).isEqualTo(400);
            }
        }
        assertThat(backend.requests().stream().map(request -> request.target())).doesNotContain("/");
    }

    @ParameterizedTest
    @CsvSource({"0, ''", "5, hello"})
    void a_body_with_the_right_length_passes(String declared, String body) throws IOException {
        for (String path : List.of("/", "/streamed")) {
            try (Http2Peer peer = site.connect()) {
                int stream = peer.post(path, "content-length: " + declared);
                peer.data(stream, body, true);
                assertThat(peer.response(stream).body()).isEqualTo("back");
                int ended = peer.open(true, Http2Peer.request("POST", path, "content-length: 0"));
                assertThat(peer.response(ended).body()).isEqualTo("back");
            }
        }
    }

    @Test
    void the_length_of_an_unread_body_is_not_checked() throws IOException {
        try (Http2Peer peer = site.connect()) {
            int stream = peer.post("/own", "content-length: 0");
            peer.data(stream, "hello", true);
            assertThat(peer.response(stream).body()).isEqualTo("own");
        }
    }
}
