package io.gangway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls through {@code grpc_pass}, frame by frame. */
class GrpcTest {
    private static Http2Peer.Frame data(Http2Peer peer, int stream) throws Exception {
        return peer.nextOf(stream, Http2Peer.DATA);
    }

    @Test
    void messages_pass_both_ways_while_both_streams_are_open() throws Exception {
        try (GrpcSite site = new GrpcSite()) {
            int call = site.call("/s/Chat");
            Http2Peer backend = site.accept();
            int stream = GrpcSite.head(backend);
            GrpcSite.respond(backend, stream);
            assertThat(site.client.nextOf(call, Http2Peer.HEADERS).fields()).contains(":status: 200");
            for (int i = 0; i < 10; i++) {
                site.client.data(call, "question " + i, false);
                assertThat(data(backend, stream).text()).isEqualTo("question " + i);
                backend.data(stream, "response " + i, false);
                assertThat(data(site.client, call).text()).isEqualTo("response " + i);
            }
            site.client.data(call, "", true);
            assertThat(data(backend, stream).endsStream()).isTrue();
            backend.headers(stream, true, "grpc-status: 0", "x-more: 1");
            assertThat(site.client.response(call).trailers()).isEmpty();
        }
    }

    @Test
    void trailers_end_the_response() throws Exception {
        try (GrpcSite site = new GrpcSite()) {
            int call = site.call("/s/Get");
            site.client.data(call, "question", true);
            Http2Peer backend = site.accept();
            int stream = GrpcSite.head(backend);
            GrpcSite.respond(backend, stream);
            backend.data(stream, "response", false);
            backend.headers(stream, true, "grpc-status: 0", "grpc-message: fine", "x-data-bin: AAH+");
            Http2Peer.Response response = site.client.response(call);
            assertThat(response.body()).isEqualTo("response");
            assertThat(response.trailers()).containsExactly("grpc-status: 0", "grpc-message: fine", "x-data-bin: AAH+");
        }
    }

    @Test
    void a_response_of_trailers_only_is_one_frame() throws Exception {
        try (GrpcSite site = new GrpcSite()) {
            int call = site.call("/s/Get");
            site.client.data(call, "question", true);
            Http2Peer backend = site.accept();
            int stream = GrpcSite.head(backend);
            backend.headers(stream, true, ":status: 200", "content-type: application/grpc", "grpc-status: 5");
            Http2Peer.Frame head = site.client.nextOf(call, Http2Peer.HEADERS);
            assertThat(head.fields()).contains("grpc-status: 5");
            assertThat(head.endsStream()).isTrue();
        }
    }

    @Test
    void the_response_may_end_before_the_request() throws Exception {
        try (GrpcSite site = new GrpcSite()) {
            int call = site.call("/s/Early");
            site.client.data(call, "first", false);
            Http2Peer backend = site.accept();
            int stream = GrpcSite.head(backend);
            data(backend, stream);
            GrpcSite.respond(backend, stream);
            backend.headers(stream, true, "grpc-status: 0");
            assertThat(site.client.response(call).trailers()).containsExactly("grpc-status: 0");
            assertThat(backend.nextOf(stream, Http2Peer.RST_STREAM)).isNotNull();
            // the connection serves other calls
            int second = site.call("/s/Next");
            site.client.data(second, "second", true);
            int next = GrpcSite.head(backend);
            backend.headers(next, true, ":status: 200", "grpc-status: 0");
            assertThat(site.client.response(second).field("grpc-status")).isEqualTo("0");
        }
    }

    @Test
    void a_cancelled_call_is_cancelled_at_the_backend() throws Exception {
        try (GrpcSite site = new GrpcSite()) {
            int call = site.call("/s/Hang");
            site.client.data(call, "question", true);
            Http2Peer backend = site.accept();
            int stream = GrpcSite.head(backend);
            site.client.reset(call, Http2Peer.CANCEL);
            assertThat(backend.nextOf(stream, Http2Peer.RST_STREAM).number(0)).isEqualTo(Http2Peer.CANCEL);
        }
    }

    @Test
    void a_call_that_is_cancelled_within_its_response_is_cancelled_at_the_backend() throws Exception {
        try (GrpcSite site = new GrpcSite()) {
            int call = site.call("/s/Count");
            site.client.data(call, "question", true);
            Http2Peer backend = site.accept();
            int stream = GrpcSite.head(backend);
            GrpcSite.respond(backend, stream);
            backend.data(stream, "one", false);
            assertThat(data(site.client, call).text()).isEqualTo("one");
            site.client.reset(call, Http2Peer.CANCEL);
            assertThat(backend.nextOf(stream, Http2Peer.RST_STREAM).number(0)).isEqualTo(Http2Peer.CANCEL);
        }
    }

    @Test
    void a_client_that_leaves_cancels_its_calls() throws Exception {
        try (GrpcSite site = new GrpcSite()) {
            List<Integer> streams = new ArrayList<>();
            Http2Peer backend = null;
            for (int i = 0; i < 5; i++) {
                site.call("/s/Hang");
                backend = backend == null ? site.accept() : backend;
                streams.add(GrpcSite.head(backend));
            }
            site.client.close();
            for (int stream : streams) {
                assertThat(backend.nextOf(stream, Http2Peer.RST_STREAM).number(0))
                        .isEqualTo(Http2Peer.CANCEL);
            }
        }
    }

    @Test
    void a_reset_by_the_backend_is_a_502_before_the_response() throws Exception {
        try (GrpcSite site = new GrpcSite()) {
            int call = site.call("/s/Get");
            site.client.data(call, "question", true);
            Http2Peer backend = site.accept();
            backend.reset(GrpcSite.head(backend), 2);
            assertThat(site.client.response(call).status()).isEqualTo(502);
            assertThat(site.log()).contains("upstream rejected request with error 2 while reading response header");
        }
    }

    @Test
    void a_reset_by_the_backend_resets_the_response() throws Exception {
        try (GrpcSite site = new GrpcSite()) {
            int call = site.call("/s/Get");
            site.client.data(call, "question", true);
            Http2Peer backend = site.accept();
            int stream = GrpcSite.head(backend);
            GrpcSite.respond(backend, stream);
            backend.data(stream, "part", false);
            assertThat(data(site.client, call).text()).isEqualTo("part");
            backend.reset(stream, 2);
            assertThat(site.client.response(call).reset()).isEqualTo(2);
        }
    }

    @Test
    void an_error_page_can_have_a_grpc_status() throws Exception {
        try (GrpcSite site = new GrpcSite("error_page 502 = /502;")) {
            int call = site.call("/s/Get");
            site.client.data(call, "question", true);
            Http2Peer backend = site.accept();
            backend.reset(GrpcSite.head(backend), 2);
            Http2Peer.Response response = site.client.response(call);
            assertThat(response.status()).isEqualTo(204);
            assertThat(response.field("grpc-status")).isEqualTo("14");
        }
    }

    @Test
    void goaway_lets_running_calls_end_and_sends_others_to_a_new_connection() throws Exception {
        try (GrpcSite site = new GrpcSite()) {
            int first = site.call("/s/Get");
            Http2Peer backend = site.accept();
            int stream = GrpcSite.head(backend);
            GrpcSite.respond(backend, stream);
            site.client.nextOf(first, Http2Peer.HEADERS);
            backend.goAway(stream, 0).ping(1);
            backend.next(Http2Peer.PING);
            int second = site.call("/s/Get");
            site.client.data(second, "two", true);
            Http2Peer other = site.accept();
            other.headers(GrpcSite.head(other), true, ":status: 200", "grpc-status: 0");
            assertThat(site.client.response(second).field("grpc-status")).isEqualTo("0");
            site.client.data(first, "still", true);
            assertThat(data(backend, stream).text()).isEqualTo("still");
            backend.headers(stream, true, "grpc-status: 0");
            assertThat(site.client.nextOf(first, Http2Peer.HEADERS).fields()).containsExactly("grpc-status: 0");
            assertThat(backend.next(frame -> false))
                    .as("the end of the connection")
                    .isNull();
        }
    }

    @Test
    void a_call_that_was_not_processed_goes_to_a_new_connection() throws Exception {
        try (GrpcSite site = new GrpcSite()) {
            int call = site.call("/s/Get");
            Http2Peer backend = site.accept();
            GrpcSite.head(backend);
            backend.goAway(0, 0);
            Http2Peer other = site.accept();
            int stream = GrpcSite.head(other);
            site.client.data(call, "once", true);
            assertThat(data(other, stream).text()).isEqualTo("once");
            other.headers(stream, true, ":status: 200", "grpc-status: 0");
            assertThat(site.client.response(call).field("grpc-status")).isEqualTo("0");
        }
    }

    @Test
    void goaway_with_an_error_fails_calls_that_were_not_processed() throws Exception {
        try (GrpcSite site = new GrpcSite()) {
            int call = site.call("/s/Get");
            Http2Peer backend = site.accept();
            GrpcSite.head(backend);
            backend.goAway(0, 5);
            assertThat(site.client.response(call).status()).isEqualTo(502);
            assertThat(site.log()).contains("upstream sent goaway with error 5 while reading response header");
        }
    }

    /** nginx takes one RST_STREAM with NO_ERROR, as servers send it that need no more of the request. */
    @ParameterizedTest
    @CsvSource({"8, 2", "0 0, 2", "0, -1"})
    void a_reset_right_after_the_end_breaks_the_response_unless_it_is_one_without_an_error(String codes, int reset)
            throws Exception {
        try (GrpcSite site = new GrpcSite()) {
            int call = site.call("/s/Early");
            Http2Peer backend = site.accept();
            int stream = GrpcSite.head(backend);
            GrpcSite.respond(backend, stream);
            site.client.nextOf(call, Http2Peer.HEADERS);
            ByteBuffer frames = ByteBuffer.allocate(200);
            frames.put(Http2Peer.frameBytes(
                    Http2Peer.HEADERS,
                    Http2Peer.END_HEADERS | Http2Peer.END_STREAM,
                    stream,
                    Http2Peer.headerBlock("grpc-status: 0")));
            for (String code : codes.split(" ")) {
                byte[] payload = {0, 0, 0, Byte.parseByte(code)};
                frames.put(Http2Peer.frameBytes(Http2Peer.RST_STREAM, 0, stream, payload));
            }
            backend.send(Arrays.copyOf(frames.array(), frames.position()));
            assertThat(site.client.response(call).reset()).isEqualTo(reset);
        }
    }

    @Test
    void a_call_whose_message_was_sent_is_not_sent_again() throws Exception {
        try (GrpcSite site = new GrpcSite()) {
            int call = site.call("/s/Get");
            site.client.data(call, "once", true);
            Http2Peer backend = site.accept();
            int stream = GrpcSite.head(backend);
            data(backend, stream);
            backend.reset(stream, 2);
            assertThat(site.client.response(call).status()).isEqualTo(502);
            assertThat(site.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_call_survives_a_reload() throws Exception {
        try (GrpcSite site = new GrpcSite()) {
            int call = site.call("/s/Chat");
            Http2Peer backend = site.accept();
            int stream = GrpcSite.head(backend);
            GrpcSite.respond(backend, stream);
            site.client.nextOf(call, Http2Peer.HEADERS);
            site.server().reload();
            site.client.data(call, "question", true);
            assertThat(data(backend, stream).text()).isEqualTo("question");
            backend.data(stream, "response", false);
            backend.headers(stream, true, "grpc-status: 0");
            Http2Peer.Frame body = data(site.client, call);
            assertThat(body.text()).isEqualTo("response");
            assertThat(site.client.nextOf(call, Http2Peer.HEADERS).fields()).containsExactly("grpc-status: 0");
        }
    }

    @Test
    void calls_share_a_connection() throws Exception {
        try (GrpcSite site = new GrpcSite()) {
            List<Integer> calls = new ArrayList<>();
            List<Integer> streams = new ArrayList<>();
            Http2Peer backend = null;
            for (int i = 0; i < 100; i++) {
                calls.add(site.call("/s/" + i));
                backend = backend == null ? site.accept() : backend;
                streams.add(GrpcSite.head(backend));
            }
            for (int i = 99; i >= 0; i--) {
                site.client.data(calls.get(i), "m" + i, true);
                assertThat(data(backend, streams.get(i)).text()).isEqualTo("m" + i);
                backend.headers(streams.get(i), true, ":status: 200", "grpc-status: " + i);
                assertThat(site.client.response(calls.get(i)).field("grpc-status"))
                        .isEqualTo("" + i);
            }
            assertThat(site.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_connection_carries_as_many_calls_as_configured() throws Exception {
        try (GrpcSite site = new GrpcSite("grpc_http2_max_concurrent_streams 2;")) {
            site.call("/s/1");
            Http2Peer first = site.accept();
            GrpcSite.head(first);
            site.call("/s/2");
            GrpcSite.head(first);
            site.call("/s/3");
            GrpcSite.head(site.accept());
            assertThat(site.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_silent_backend_is_given_up_after_the_read_timeout() throws Exception {
        try (GrpcSite site = new GrpcSite("grpc_read_timeout 5s;")) {
            int call = site.call("/s/Get");
            site.client.data(call, "question", true);
            Http2Peer backend = site.accept();
            int stream = GrpcSite.head(backend);
            backend.next(Http2Peer.Frame::endsStream);
            site.server().advance(Duration.ofSeconds(6));
            assertThat(site.client.response(call).status()).isEqualTo(504);
            assertThat(backend.nextOf(stream, Http2Peer.RST_STREAM).number(0)).isEqualTo(Http2Peer.CANCEL);
        }
    }

    @Test
    void a_stream_that_falls_silent_is_reset_after_the_read_timeout() throws Exception {
        try (GrpcSite site = new GrpcSite("grpc_read_timeout 5s;")) {
            int call = site.call("/s/Count");
            site.client.data(call, "question", true);
            Http2Peer backend = site.accept();
            int stream = GrpcSite.head(backend);
            GrpcSite.respond(backend, stream);
            for (int i = 0; i < 3; i++) {
                backend.data(stream, "tick", false);
                assertThat(data(site.client, call).text()).isEqualTo("tick");
                site.server().advance(Duration.ofSeconds(4));
            }
            site.server().advance(Duration.ofSeconds(2));
            assertThat(site.client.response(call).reset()).isEqualTo(2);
            assertThat(site.log()).contains("upstream timed out (110: Connection timed out) while reading upstream");
        }
    }

    @Test
    void a_client_of_HTTP_1_gets_the_trailers_of_a_chunked_response() throws Exception {
        try (GrpcSite site = new GrpcSite();
                RawConnection client = RawHttp.connect(site.server().port())) {
            client.send("POST /s/Get HTTP/1.1\r\nHost: localhost\r\nTE: trailers\r\nConnection: TE, close\r\n"
                    + "Content-Length: 2\r\n\r\nhi");
            Http2Peer backend = site.accept();
            Http2Peer.Frame head = backend.next(Http2Peer.HEADERS);
            assertThat(head.fields()).contains("content-length: 2", "te: trailers");
            GrpcSite.respond(backend, head.stream());
            backend.data(head.stream(), "ok", false);
            backend.headers(head.stream(), true, "grpc-status: 0");
            assertThat(client.readUntilEnd()).endsWith("2\r\nok\r\n0\r\ngrpc-status: 0\r\n\r\n");
        }
    }
}
