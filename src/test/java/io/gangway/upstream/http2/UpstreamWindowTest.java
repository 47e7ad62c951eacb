package io.gangway.upstream.http2;

import static io.gangway.upstream.http2.Http2Backend.head;
import static io.gangway.upstream.http2.Http2Backend.respond;
import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Flow control with an HTTP/2 upstream, in both directions. */
class UpstreamWindowTest {
    private static String post(int length) {
        return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\nConnection: close\r\n\r\n"
                + "x".repeat(length);
    }

    private static int received(Http2Peer peer, int stream, int length) throws Exception {
        int sum = 0;
        while (sum < length) {
            Http2Peer.Frame data = peer.nextOf(stream, Http2Peer.DATA);
            assertThat(data.payload().length).isLessThanOrEqualTo(16384);
            sum += data.payload().length;
        }
        return sum;
    }

    @Test
    void a_body_waits_for_the_window_of_its_stream() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection client = site.connect().send(post(10))) {
            Http2Peer peer = site.accept(Http2Peer.INITIAL_WINDOW_SIZE, 0);
            int stream = head(peer).stream();
            peer.next(frame -> frame.isAck());
            // The first bytes may have been sent before the settings arrived.
            int sent = firstData(peer, stream);
            if (sent == 0) {
                peer.windowUpdate(stream, 4);
                assertThat(peer.nextOf(stream, Http2Peer.DATA).text()).isEqualTo("xxxx");
                peer.windowUpdate(stream, 100);
                Http2Peer.Frame rest = peer.nextOf(stream, Http2Peer.DATA);
                assertThat(rest.text()).isEqualTo("xxxxxx");
                assertThat(rest.endsStream()).isTrue();
            }
            respond(peer, stream, "ok");
            assertThat(client.read().body()).isEqualTo("ok");
        }
    }

    private static int firstData(Http2Peer peer, int stream) throws Exception {
        peer.timeout(Duration.ofMillis(300));
        try {
            return peer.nextOf(stream, Http2Peer.DATA).payload().length;
        } catch (SocketTimeoutException e) {
            return 0;
        } finally {
            peer.timeout(Duration.ofSeconds(10));
        }
    }

    @Test
    void settings_change_the_window_of_a_running_stream() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection client = site.connect().send(post(100_000))) {
            Http2Peer peer = site.accept();
            int stream = head(peer).stream();
            assertThat(received(peer, stream, 65535)).isEqualTo(65535);
            peer.windowUpdate(0, 1 << 20);
            peer.settings(Http2Peer.INITIAL_WINDOW_SIZE, 65535 + 10);
            assertThat(received(peer, stream, 10)).isEqualTo(10);
            peer.settings(Http2Peer.INITIAL_WINDOW_SIZE, 5);
            peer.windowUpdate(stream, 65540);
            peer.settings(Http2Peer.INITIAL_WINDOW_SIZE, 1 << 20);
            assertThat(received(peer, stream, 100_000 - 65545)).isEqualTo(100_000 - 65545);
            respond(peer, stream, "ok");
            assertThat(client.read().body()).isEqualTo("ok");
        }
    }

    @Test
    void cancelled_streams_do_not_use_up_the_window_of_the_connection() throws Exception {
        try (Http2Backend site = Http2Backend.start()) {
            RawConnection first = site.request("/");
            Http2Peer peer = site.accept();
            int one = head(peer).stream();
            for (int i = 0; i < 20; i++) {
                RawConnection leaves = site.request("/leaves");
                int stream = head(peer).stream();
                peer.headers(stream, false, ":status: 200");
                leaves.close();
                peer.next(Http2Peer.RST_STREAM);
                for (int sent = 0; sent < 4; sent++) {
                    peer.data(stream, new byte[16384], false);
                }
            }
            respond(peer, one, "a");
            assertThat(first.read().body()).isEqualTo("a");
        }
    }

    @Test
    void a_slow_client_delays_only_its_own_response() throws Exception {
        try (Http2Backend site = Http2Backend.start("proxy_buffering off;");
                RawConnection slow = site.request("/slow")) {
            Http2Peer peer = site.accept();
            int one = head(peer).stream();
            peer.headers(one, false, ":status: 200");
            int window = 1 << 20;
            for (int sent = 0; sent < window; sent += 16384) {
                peer.data(one, new byte[16384], false);
            }
            try (RawConnection quick = site.request("/quick")) {
                respond(peer, head(peer).stream(), "b");
                assertThat(quick.read().body()).isEqualTo("b");
            }
            assertThat(site.server().buffersInUse()).isLessThan(200);
            slow.socket().shutdownOutput();
        }
    }

    @Test
    void a_large_response_passes_and_its_window_is_given_back() throws Exception {
        int size = 5 << 20;
        try (Http2Backend site = Http2Backend.start();
                RawConnection client = site.request("/", "Connection: close")) {
            Http2Peer peer = site.accept();
            int stream = head(peer).stream();
            Thread reader = new Thread(() -> {
                try {
                    peer.headers(stream, false, ":status: 200", "content-length: " + size);
                    int window = 1 << 20;
                    for (int sent = 0; sent < size; sent += 16384) {
                        while (window < 16384) {
                            window +=
                                    peer.nextOf(stream, Http2Peer.WINDOW_UPDATE).number(0);
                        }
                        peer.data(stream, new byte[16384], sent + 16384 >= size);
                        window -= 16384;
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            reader.start();
            assertThat(client.read().body()).hasSize(size);
            reader.join();
        }
    }

    @Test
    void data_beyond_the_window_breaks_its_stream_off() throws Exception {
        try (Http2Backend site = Http2Backend.start("proxy_buffering off;");
                RawConnection client = site.request("/")) {
            Http2Peer peer = site.accept();
            int stream = head(peer).stream();
            peer.headers(stream, false, ":status: 200");
            for (int sent = 0; sent < 8 << 20; sent += 16384) {
                peer.data(stream, new byte[16384], false);
            }
            Http2Peer.Frame reset = peer.next(Http2Peer.RST_STREAM);
            assertThat(reset.number(0)).isEqualTo(3);
            try (RawConnection second = site.request("/")) {
                respond(peer, head(peer).stream(), "b");
                assertThat(second.read().body()).isEqualTo("b");
            }
        }
    }

    @Test
    void a_peer_that_gives_no_window_is_timed_out() throws Exception {
        try (Http2Backend site = Http2Backend.start("proxy_send_timeout 300ms;");
                RawConnection client = site.connect().send(post(200_000))) {
            Http2Peer peer = site.accept();
            int stream = head(peer).stream();
            assertThat(client.read().status()).isEqualTo(504);
            assertThat(peer.next(Http2Peer.RST_STREAM).stream()).isEqualTo(stream);
            assertThat(site.log())
                    .contains("upstream timed out (110: Connection timed out) while sending request to upstream");
        }
    }

    @Test
    void a_window_that_overflows_breaks_the_connection_off() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection client = site.request("/")) {
            Http2Peer peer = site.accept();
            head(peer);
            peer.windowUpdate(0, Integer.MAX_VALUE);
            assertThat(client.read().status()).isEqualTo(502);
            assertThat(site.log()).contains("upstream sent too large window update");
            assertThat(peer.next(Http2Peer.GOAWAY).number(4)).isEqualTo(3);
            assertThat(peer.next(Http2Peer.DATA)).isNull();
        }
    }
}
