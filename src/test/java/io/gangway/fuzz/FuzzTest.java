package io.gangway.fuzz;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * A fixed number of random inputs from fixed seeds for each source of untrusted bytes; {@code bench/fuzz} runs longer.
 */
class FuzzTest {
    private static final int PARSED = 20_000;
    private static final int SENT = 1_500;
    private static final int LOADED = 1_000;

    @Test
    void request_heads_parse_the_same_however_they_are_split() throws IOException {
        new Fuzzer(new RequestHeadTarget(), 1).run(PARSED);
    }

    @Test
    void response_heads_parse_the_same_however_they_are_split() throws IOException {
        new Fuzzer(new ResponseHeadTarget(), 2).run(PARSED);
    }

    @Test
    void chunked_bodies_parse_the_same_however_they_are_split() throws IOException {
        new Fuzzer(new ChunkedBodyTarget(), 3).run(PARSED);
    }

    @Test
    void http2_frames_parse_the_same_however_they_are_split() throws IOException {
        new Fuzzer(new Http2FrameTarget(), 4).run(PARSED);
    }

    @Test
    void a_server_survives_clients_that_send_anything() throws IOException {
        send(new HostileClientTarget(), 5);
    }

    @Test
    void a_server_survives_backends_that_send_anything() throws IOException {
        send(new HostileBackendTarget(), 6);
    }

    @Test
    void a_server_survives_http2_clients_that_send_anything() throws IOException {
        send(new HostileHttp2Target(), 7);
    }

    @Test
    void a_server_survives_http2_backends_that_send_anything() throws IOException {
        send(new HostileHttp2BackendTarget(), 10);
    }

    @Test
    void a_server_survives_websockets_that_send_anything() throws IOException {
        send(new HostileWebSocketTarget(), 8);
    }

    @Test
    void a_configuration_loads_or_is_refused() throws IOException {
        try (Target target = new ConfigurationTarget()) {
            new Fuzzer(target, 9).run(LOADED);
        }
    }

    private static void send(Target live, long seed) throws IOException {
        try (live) {
            new Fuzzer(live, seed).run(SENT);
        }
    }
}
