package io.gangway.upstream.http2;

import static io.gangway.upstream.http2.Http2Backend.head;
import static io.gangway.upstream.http2.Http2Backend.respond;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many requests share a connection to an HTTP/2 upstream, as far as the upstream and the configuration allow. */
class MultiplexingTest {
    private static final String POST = "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";

    @Test
    void a_request_is_sent_after_the_preface_and_the_settings() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection client = site.request("/a?b=c", "X-A: d")) {
            Http2Peer peer = site.accept();
            Http2Peer.Frame settings = peer.next();
            assertThat(settings.settings()).containsEntry(1, 0).containsEntry(2, 0);
            assertThat(settings.settings().get(Http2Peer.INITIAL_WINDOW_SIZE)).isGreaterThanOrEqualTo(1 << 20);
            assertThat(peer.next().number(0)).isEqualTo(0x7fff0000);
            Http2Peer.Frame head = peer.next();
            assertThat(head.endsStream()).isTrue();
            assertThat(head.stream()).isEqualTo(1);
            assertThat(head.fields())
                    .containsExactly(":method: GET", ":scheme: http", ":path: /a?b=c", ":authority: u", "x-a: d");
            respond(peer, 1, "hello");
            RawResponse response = client.read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.field("Content-Type")).isEqualTo("text/plain");
            assertThat(response.body()).isEqualTo("hello");
        }
    }

    @Test
    void requests_of_several_clients_share_a_connection() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection first = site.request("/1")) {
            Http2Peer peer = site.accept();
            int one = head(peer).stream();
            try (RawConnection second = site.request("/2");
                    RawConnection third = site.request("/3")) {
                int two = head(peer).stream();
                int three = head(peer).stream();
                assertThat(List.of(one, two, three)).containsExactly(1, 3, 5);
                respond(peer, three, "c");
                respond(peer, two, "b");
                respond(peer, one, "a");
                assertThat(first.read().body()).isEqualTo("a");
                assertThat(third.read().body().length() + second.read().body().length())
                        .isEqualTo(2);
            }
            assertThat(site.upstream().acceptedConnections()).isEqualTo(1);
        }
    }

    @Test
    void a_connection_is_kept_for_the_next_request() throws Exception {
        try (Http2Backend site = Http2Backend.start()) {
            for (int i = 0; i < 3; i++) {
                RawConnection client = site.request("/");
                Http2Peer peer = i == 0 ? site.accept() : kept;
                kept = peer;
                assertThat(head(peer).stream()).isEqualTo(2 * i + 1);
                respond(peer, 2 * i + 1, "x");
                assertThat(client.read().body()).isEqualTo("x");
            }
            assertThat(site.upstream().acceptedConnections()).isEqualTo(1);
        }
    }

    private Http2Peer kept;

    @Test
    void no_more_streams_are_opened_than_the_upstream_allows() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection first = site.request("/1")) {
            Http2Peer peer = site.accept(Http2Peer.MAX_CONCURRENT_STREAMS, 1);
            int one = head(peer).stream();
            peer.next(frame -> frame.type() == Http2Peer.SETTINGS && frame.isAck());
            try (RawConnection second = site.request("/2")) {
                Http2Peer another = site.accept(Http2Peer.MAX_CONCURRENT_STREAMS, 1);
                respond(another, head(another).stream(), "b");
                assertThat(second.read().body()).isEqualTo("b");
            }
            respond(peer, one, "a");
            assertThat(first.read().body()).isEqualTo("a");
        }
    }

    @Test
    void one_stream_at_a_time_is_configurable() throws Exception {
        try (Http2Backend site = Http2Backend.start("proxy_http2_max_concurrent_streams 1;");
                RawConnection first = site.request("/1")) {
            Http2Peer peer = site.accept();
            int one = head(peer).stream();
            try (RawConnection second = site.request("/2")) {
                Http2Peer another = site.accept();
                respond(another, head(another).stream(), "b");
                assertThat(second.read().body()).isEqualTo("b");
            }
            respond(peer, one, "a");
            assertThat(first.read().body()).isEqualTo("a");
        }
    }

    @Test
    void requests_wait_while_the_upstream_allows_no_stream() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection first = site.request("/1")) {
            Http2Peer peer = site.accept();
            respond(peer, head(peer).stream(), "a");
            assertThat(first.read().body()).isEqualTo("a");
            peer.settings(Http2Peer.MAX_CONCURRENT_STREAMS, 0);
            peer.next(frame -> frame.type() == Http2Peer.SETTINGS && frame.isAck());
            peer.next(frame -> frame.type() == Http2Peer.SETTINGS && frame.isAck());
            try (RawConnection second = site.request("/2")) {
                peer.ping(7);
                peer.next(Http2Peer.PING);
                peer.settings(Http2Peer.MAX_CONCURRENT_STREAMS, 1);
                respond(peer, head(peer).stream(), "b");
                assertThat(second.read().body()).isEqualTo("b");
            }
            assertThat(site.upstream().acceptedConnections()).isEqualTo(1);
        }
    }

    @Test
    void a_request_that_waits_for_a_stream_gets_a_fresh_connection_after_goaway() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection first = site.request("/1")) {
            Http2Peer peer = site.accept();
            int one = head(peer).stream();
            peer.settings(Http2Peer.MAX_CONCURRENT_STREAMS, 0);
            peer.next(frame -> frame.type() == Http2Peer.SETTINGS && frame.isAck());
            peer.next(frame -> frame.type() == Http2Peer.SETTINGS && frame.isAck());
            try (RawConnection second = site.connect().send(POST)) {
                peer.ping(7);
                peer.next(Http2Peer.PING);
                peer.goAway(one, Http2Peer.NO_ERROR);
                Http2Peer another = site.accept();
                Http2Peer.Frame head = head(another);
                assertThat(another.next(Http2Peer.DATA).text()).isEqualTo("body");
                respond(another, head.stream(), "b");
                assertThat(second.read().body()).isEqualTo("b");
            }
            respond(peer, one, "a");
            assertThat(first.read().body()).isEqualTo("a");
        }
    }

    @Test
    void a_request_that_never_gets_a_stream_ends_with_502() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection first = site.request("/1")) {
            Http2Peer peer = site.accept();
            int one = head(peer).stream();
            peer.settings(Http2Peer.MAX_CONCURRENT_STREAMS, 0);
            peer.next(frame -> frame.type() == Http2Peer.SETTINGS && frame.isAck());
            peer.next(frame -> frame.type() == Http2Peer.SETTINGS && frame.isAck());
            try (RawConnection second = site.request("/2")) {
                peer.ping(7);
                peer.next(Http2Peer.PING);
                peer.goAway(one, Http2Peer.NO_ERROR);
                for (int i = 0; i < 3; i++) {
                    Http2Peer another = site.accept();
                    another.goAway(0, Http2Peer.NO_ERROR);
                }
                assertThat(second.read().status()).isEqualTo(502);
            }
            respond(peer, one, "a");
            assertThat(first.read().body()).isEqualTo("a");
        }
    }

    @Test
    void a_request_that_waits_too_long_ends_with_504() throws Exception {
        try (Http2Backend site = Http2Backend.start("proxy_connect_timeout 300ms;");
                RawConnection first = site.request("/1")) {
            Http2Peer peer = site.accept();
            respond(peer, head(peer).stream(), "a");
            assertThat(first.read().body()).isEqualTo("a");
            peer.settings(Http2Peer.MAX_CONCURRENT_STREAMS, 0);
            peer.next(frame -> frame.type() == Http2Peer.SETTINGS && frame.isAck());
            peer.next(frame -> frame.type() == Http2Peer.SETTINGS && frame.isAck());
            assertThat(site.get("/2").status()).isEqualTo(504);
            assertThat(site.log())
                    .contains("upstream timed out (110: Connection timed out) while connecting to upstream");
        }
    }

    @Test
    void at_most_a_hundred_requests_are_sent_before_the_settings() throws Exception {
        try (Http2Backend site = Http2Backend.start("proxy_http2_max_concurrent_streams 1000;")) {
            List<RawConnection> clients = new ArrayList<>();
            for (int i = 0; i < 101; i++) {
                clients.add(site.request("/" + i));
            }
            Http2Peer first = site.upstream().next();
            Http2Peer second = site.upstream().next();
            List<Http2Peer> both = new ArrayList<>(List.of(first, second));
            for (Http2Peer peer : both) {
                peer.settings();
            }
            int sent = 0;
            for (Http2Peer peer : both) {
                int here = peer == first ? 100 : 1;
                for (int i = 0; i < here; i++) {
                    int stream = head(peer).stream();
                    respond(peer, stream, "x");
                    sent++;
                }
            }
            assertThat(sent).isEqualTo(101);
            for (RawConnection client : clients) {
                assertThat(client.read().body()).isEqualTo("x");
                client.close();
            }
        }
    }

    @Test
    void an_idle_connection_that_the_upstream_closes_is_not_used_again() throws Exception {
        try (Http2Backend site = Http2Backend.start()) {
            RawConnection first = site.request("/1");
            Http2Peer peer = site.accept();
            respond(peer, head(peer).stream(), "a");
            assertThat(first.read().body()).isEqualTo("a");
            peer.close();
            await().until(() -> site.upstream().openConnections() == 0);
            RawConnection second = site.request("/2");
            Http2Peer another = site.accept();
            respond(another, head(another).stream(), "b");
            assertThat(second.read().body()).isEqualTo("b");
        }
    }
}
