package io.gangway.fuzz;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A fixed number of random inputs from fixed seeds for each place where bytes of strangers come in; {@code bench/fuzz} goes on. */
class FuzzTest {
    private static final int PARSED = 20_000;
    private static final int SENT = 1_500;
    private static final int LOADED = 1_000;

    @Test
    void heads_of_requests_read_the_same_however_they_are_cut() throws IOException {
        new Fuzzer(new RequestHeadTarget(), 1).run(PARSED);
    }

    @Test
    void heads_of_responses_read_the_same_however_they_are_cut() throws IOException {
        new Fuzzer(new ResponseHeadTarget(), 2).run(PARSED);
    }

    @Test
    void chunked_bodies_read_the_same_however_they_are_cut() throws IOException {
        new Fuzzer(new ChunkedBodyTarget(), 3).run(PARSED);
    }

    @Test
    void frames_of_http2_read_the_same_however_they_are_cut() throws IOException {
        new Fuzzer(new Http2FrameTarget(), 4).run(PARSED);
    }

    @Test
    void a_server_stands_clients_that_send_anything() throws IOException {
        send(new HostileClientTarget(), 5);
    }

    @Test
    void a_server_stands_backends_that_answer_anything() throws IOException {
        send(new HostileBackendTarget(), 6);
    }

    @Test
    void a_server_stands_clients_of_http2_that_send_anything() throws IOException {
        send(new HostileHttp2Target(), 7);
    }

    @Test
    void a_server_stands_websockets_that_send_anything() throws IOException {
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
