package io.gangway.upstream.http2;

import static io.gangway.upstream.http2.Http2Backend.head;
import static io.gangway.upstream.http2.Http2Backend.respond;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawResponse;
import org.junit.jupiter.api.Test;

/** GOAWAY, RST_STREAM and lost connections of an HTTP/2 upstream: what is sent again, and what is not. */
class BrokenStreamTest {
    private static final String POST =
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody";

    @Test
    void goaway_without_an_error_is_no_502() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection client = site.request("/")) {
            Http2Peer peer = site.accept();
            int stream = head(peer).stream();
            peer.goAway(stream, Http2Peer.NO_ERROR);
            respond(peer, stream, "done");
            assertThat(client.read().body()).isEqualTo("done");
            try (RawConnection second = site.request("/")) {
                Http2Peer another = site.accept();
                respond(another, head(another).stream(), "fresh");
                assertThat(second.read().body()).isEqualTo("fresh");
            }
        }
    }

    @Test
    void streams_above_the_last_one_of_goaway_go_to_a_fresh_connection() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection first = site.request("/1")) {
            Http2Peer peer = site.accept();
            int one = head(peer).stream();
            try (RawConnection second = site.connect().send(POST)) {
                head(peer);
                peer.next(Http2Peer.DATA);
                peer.goAway(one, Http2Peer.NO_ERROR);
                Http2Peer another = site.accept();
                Http2Peer.Frame again = head(another);
                assertThat(again.fields()).contains(":method: POST", "content-length: 4");
                assertThat(another.next(Http2Peer.DATA).text()).isEqualTo("body");
                respond(another, again.stream(), "b");
                assertThat(second.read().body()).isEqualTo("b");
            }
            respond(peer, one, "a");
            assertThat(first.read().body()).isEqualTo("a");
            assertThat(site.log()).contains("upstream sent goaway with error 0").doesNotContain("temporarily disabled");
        }
    }

    @Test
    void a_refused_stream_is_sent_again_even_with_a_body() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection client = site.connect().send(POST)) {
            Http2Peer peer = site.accept();
            peer.reset(head(peer).stream(), Http2Peer.REFUSED_STREAM);
            int again = head(peer).stream();
            assertThat(again).isEqualTo(3);
            respond(peer, again, "ok");
            assertThat(client.read().body()).isEqualTo("ok");
        }
    }

    @Test
    void an_upstream_that_always_refuses_is_a_502() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection client = site.request("/")) {
            Http2Peer peer = site.accept();
            peer.reset(head(peer).stream(), Http2Peer.REFUSED_STREAM);
            peer.reset(head(peer).stream(), Http2Peer.REFUSED_STREAM);
            assertThat(client.read().status()).isEqualTo(502);
            assertThat(site.log()).contains("upstream rejected request with error 7 while reading response header");
        }
    }

    @Test
    void each_of_several_upstreams_may_refuse_once() throws Exception {
        try (Http2Backend site = Http2Backend.startWith(
                        "upstream v { server %{backend:u}; server %{backend:other} backup; }",
                        "proxy_pass http://v; proxy_next_upstream off;");
                RawConnection client = site.request("/")) {
            Http2Peer peer = site.accept();
            peer.reset(head(peer).stream(), Http2Peer.REFUSED_STREAM);
            assertThat(client.read().body()).isEqualTo("other");
        }
    }

    @Test
    void a_reset_before_the_head_is_an_invalid_response() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection client = site.request("/")) {
            Http2Peer peer = site.accept();
            peer.reset(head(peer).stream(), Http2Peer.PROTOCOL_ERROR);
            assertThat(client.read().status()).isEqualTo(502);
            assertThat(site.log())
                    .contains("upstream rejected request with error 1 while reading response header from upstream");
        }
    }

    @Test
    void a_reset_before_the_head_goes_to_the_next_server_if_configured() throws Exception {
        try (Http2Backend site = Http2Backend.startWith(
                        "upstream v { server %{backend:u}; server %{backend:other} backup; }",
                        "proxy_pass http://v; proxy_next_upstream invalid_header;");
                RawConnection client = site.request("/")) {
            Http2Peer peer = site.accept();
            peer.reset(head(peer).stream(), Http2Peer.PROTOCOL_ERROR);
            assertThat(client.read().body()).isEqualTo("other");
        }
    }

    @Test
    void a_reset_after_the_head_breaks_the_response_off() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection client = site.request("/")) {
            Http2Peer peer = site.accept();
            int stream = head(peer).stream();
            peer.headers(stream, false, ":status: 200");
            peer.data(stream, "part", false);
            client.readLine();
            peer.reset(stream, Http2Peer.CANCEL);
            assertThat(client.readUntilEnd()).contains("part").doesNotEndWith("0\r\n\r\n");
            await().untilAsserted(() ->
                    assertThat(site.log()).contains("upstream rejected request with error 8 while reading upstream"));
        }
    }

    @Test
    void a_reset_without_an_error_after_the_response_ends_only_the_upload() throws Exception {
        String head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 400000\r\n\r\n";
        try (Http2Backend site = Http2Backend.start("proxy_request_buffering off; client_max_body_size 1m;");
                RawConnection client = site.connect().send(head + "x".repeat(1000))) {
            Http2Peer peer = site.accept();
            int stream = head(peer).stream();
            respond(peer, stream, "enough");
            peer.reset(stream, Http2Peer.NO_ERROR);
            RawResponse response = client.read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("enough");
        }
    }

    @Test
    void a_connection_closed_while_it_was_idle_is_replaced() throws Exception {
        try (Http2Backend site = Http2Backend.start()) {
            try (RawConnection first = site.request("/1")) {
                Http2Peer peer = site.accept();
                respond(peer, head(peer).stream(), "a");
                assertThat(first.read().body()).isEqualTo("a");
                try (RawConnection second = site.request("/2")) {
                    head(peer);
                    peer.close();
                    Http2Peer another = site.accept();
                    respond(another, head(another).stream(), "b");
                    assertThat(second.read().body()).isEqualTo("b");
                }
            }
        }
    }

    @Test
    void a_post_on_a_connection_that_is_lost_is_not_sent_again() throws Exception {
        try (Http2Backend site = Http2Backend.start()) {
            try (RawConnection first = site.request("/1")) {
                Http2Peer peer = site.accept();
                respond(peer, head(peer).stream(), "a");
                assertThat(first.read().body()).isEqualTo("a");
                try (RawConnection second = site.connect().send(POST)) {
                    head(peer);
                    peer.next(Http2Peer.DATA);
                    peer.close();
                    assertThat(second.read().status()).isEqualTo(502);
                }
            }
            await().until(() -> site.upstream().openConnections() == 0);
            assertThat(site.upstream().acceptedConnections()).isEqualTo(1);
            assertThat(site.log())
                    .contains("upstream prematurely closed connection while reading response header from upstream");
        }
    }

    @Test
    void a_client_that_leaves_resets_its_stream_only() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection stays = site.request("/1")) {
            Http2Peer peer = site.accept();
            int one = head(peer).stream();
            RawConnection leaves = site.request("/2");
            int two = head(peer).stream();
            leaves.close();
            Http2Peer.Frame reset = peer.next(Http2Peer.RST_STREAM);
            assertThat(reset.stream()).isEqualTo(two);
            assertThat(reset.number(0)).isEqualTo(Http2Peer.CANCEL);
            respond(peer, two, "too late");
            respond(peer, one, "a");
            assertThat(stays.read().body()).isEqualTo("a");
        }
    }

    @Test
    void a_read_timeout_resets_its_stream_only() throws Exception {
        try (Http2Backend site = Http2Backend.start("proxy_read_timeout 300ms;")) {
            RawConnection client = site.request("/1");
            Http2Peer peer = site.accept();
            int one = head(peer).stream();
            assertThat(client.read().status()).isEqualTo(504);
            Http2Peer.Frame reset = peer.next(Http2Peer.RST_STREAM);
            assertThat(reset.stream()).isEqualTo(one);
            assertThat(reset.number(0)).isEqualTo(Http2Peer.CANCEL);
            RawConnection second = site.request("/2");
            respond(peer, head(peer).stream(), "b");
            assertThat(second.read().body()).isEqualTo("b");
        }
    }

    @Test
    void an_unexpected_failure_of_early_hints_ends_only_their_request() throws Exception {
        String map = "map $http_x $mapped { default 0; \"~^(a*)(a*)(a*)(a*)(a*)\\1b$\" 1; }";
        try (Http2Backend site = Http2Backend.startWith(map, "early_hints $mapped;");
                RawConnection first = site.request("/1")) {
            Http2Peer peer = site.accept();
            int one = head(peer).stream();
            try (RawConnection second = site.request("/2", "X: " + "a".repeat(600) + "bc")) {
                int two = head(peer).stream();
                peer.headers(two, false, ":status: 103", "link: </a>");
                assertThat(second.read().status()).isEqualTo(500);
                assertThat(peer.next(Http2Peer.RST_STREAM).stream()).isEqualTo(two);
            }
            respond(peer, one, "one");
            assertThat(first.read().body()).isEqualTo("one");
            assertThat(site.log()).containsOnlyOnce("[alert]");
            assertThat(site.upstream().acceptedConnections()).isEqualTo(1);
        }
    }

    @Test
    void an_unexpected_failure_of_a_connection_ends_its_requests_and_is_logged() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection first = site.request("/1")) {
            Http2Peer peer = site.accept();
            head(peer);
            try (RawConnection second = site.request("/2")) {
                head(peer);
                await().untilAsserted(
                                () -> assertThat(site.server().buffersInUse()).isZero());
                site.server().failAllocations(1);
                peer.ping(1);
                assertThat(first.read().status()).isEqualTo(500);
                assertThat(second.read().status()).isEqualTo(500);
            }
            await().untilAsserted(() -> {
                assertThat(site.log().split("\\[alert\\].* unexpected .*Cannot reserve ", -1))
                        .as("one line for each request")
                        .hasSize(3);
                assertThat(site.server().buffersInUse()).isZero();
            });
            assertThat(peer.next(frame -> false)).as("a frame after the end").isNull();
        }
    }
}
