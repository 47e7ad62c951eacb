package io.gangway.upstream.http2.request;

import static io.gangway.upstream.http2.Http2Backend.head;
import static io.gangway.upstream.http2.Http2Backend.respond;
import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawResponse;
import io.gangway.upstream.http2.Http2Backend;
import org.junit.jupiter.api.Test;

/** What {@code proxy_http_version 2} sends, and what becomes of the response. */
class Http2ProxyTest {
    private static Http2Peer.Frame sent(String request, String... directives) throws Exception {
        try (Http2Backend site = Http2Backend.start(directives);
                RawConnection client = site.connect().send(request)) {
            Http2Peer peer = site.accept();
            Http2Peer.Frame head = head(peer);
            respond(peer, head.stream(), "ok");
            assertThat(client.read().status()).isEqualTo(200);
            return head;
        }
    }

    private static String request(String method, String target, String fields, String body) {
        return method + " " + target + " HTTP/1.1\r\nHost: client\r\n" + fields + "\r\n" + body;
    }

    @Test
    void fields_of_the_connection_are_not_passed_on() throws Exception {
        Http2Peer.Frame head = sent(request(
                "GET",
                "/",
                "Connection: keep-alive, x\r\nKeep-Alive: 5\r\nProxy-Connection: y\r\nTE: trailers\r\nExpect: x\r\n"
                        + "Upgrade: foo\r\nX-A: b\r\n",
                ""));
        assertThat(head.fields())
                .containsExactly(":method: GET", ":scheme: http", ":path: /", ":authority: u", "x-a: b");
    }

    @Test
    void host_is_the_authority() throws Exception {
        Http2Peer.Frame head = sent(request("GET", "/", "", ""), "proxy_set_header Host $http_host;");
        assertThat(head.field(":authority")).isEqualTo("client");
        assertThat(head.field("host")).isNull();
    }

    @Test
    void an_empty_host_leaves_the_address() throws Exception {
        Http2Peer.Frame head = sent(request("GET", "/", "", ""), "proxy_set_header Host '';");
        assertThat(head.field(":authority")).isEqualTo("u");
    }

    @Test
    void configured_fields_of_the_connection_are_never_sent() throws Exception {
        Http2Peer.Frame head = sent(
                request("GET", "/", "", ""),
                "proxy_set_header Connection upgrade; proxy_set_header Upgrade x; proxy_set_header Transfer-Encoding"
                        + " chunked; proxy_set_header Keep-Alive 1; proxy_set_header TE trailers; proxy_set_header X-A $uri;"
                        + " proxy_set_header :path /other;");
        assertThat(head.fields())
                .containsExactly(
                        ":method: GET", ":scheme: http", ":path: /", ":authority: u", "te: trailers", "x-a: /");
    }

    @Test
    void a_body_is_sent_with_its_length() throws Exception {
        try (Http2Backend site = Http2Backend.start();
                RawConnection client = site.connect().send(request("POST", "/", "Content-Length: 5\r\n", "hello"))) {
            Http2Peer peer = site.accept();
            Http2Peer.Frame head = head(peer);
            assertThat(head.field("content-length")).isEqualTo("5");
            assertThat(head.endsStream()).isFalse();
            Http2Peer.Frame data = peer.next(Http2Peer.DATA);
            assertThat(data.text()).isEqualTo("hello");
            assertThat(data.endsStream()).isTrue();
            respond(peer, head.stream(), "ok");
            assertThat(client.read().body()).isEqualTo("ok");
        }
    }

    @Test
    void a_streamed_body_of_unknown_length_is_sent_as_it_arrives() throws Exception {
        try (Http2Backend site = Http2Backend.start("proxy_request_buffering off;");
                RawConnection client =
                        site.connect().send(request("POST", "/", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n"))) {
            Http2Peer peer = site.accept();
            Http2Peer.Frame head = head(peer);
            assertThat(head.field("content-length")).isNull();
            assertThat(peer.next(Http2Peer.DATA).text()).isEqualTo("abc");
            client.send("2\r\nde\r\n0\r\n\r\n");
            String rest = "";
            Http2Peer.Frame data;
            do {
                data = peer.next(Http2Peer.DATA);
                rest += data.text();
            } while (!data.endsStream());
            assertThat(rest).isEqualTo("de");
            respond(peer, head.stream(), "ok");
            assertThat(client.read().body()).isEqualTo("ok");
        }
    }

    @Test
    void a_body_of_the_configuration_cannot_contain_frames() throws Exception {
        // What CVE-2026-42926 was: the text was sent without a frame of its own.
        try (Http2Backend site = Http2Backend.start("proxy_set_body $arg_b;")) {
            String frame = "%00%00%01%01%05%00%00%00%03%82";
            try (RawConnection client = site.request("/?b=" + frame)) {
                Http2Peer peer = site.accept();
                Http2Peer.Frame head = head(peer);
                assertThat(head.field("content-length")).isEqualTo(Integer.toString(frame.length()));
                Http2Peer.Frame data = peer.next(Http2Peer.DATA);
                assertThat(data.text()).isEqualTo(frame);
                assertThat(data.endsStream()).isTrue();
                respond(peer, head.stream(), "ok");
                assertThat(client.read().body()).isEqualTo("ok");
            }
        }
    }

    @Test
    void a_body_that_is_not_passed_has_no_length() throws Exception {
        Http2Peer.Frame head =
                sent(request("POST", "/", "Content-Length: 5\r\n", "hello"), "proxy_pass_request_body off;");
        assertThat(head.field("content-length")).isNull();
        assertThat(head.endsStream()).isTrue();
    }

    @Test
    void line_ends_and_blanks_of_a_decoded_uri_are_escaped() throws Exception {
        Http2Peer.Frame head =
                sent(request("GET", "/a%0d%0aX:%20b", "", ""), "proxy_pass http://u$uri; proxy_set_header X-U $uri;");
        assertThat(head.field(":path")).isEqualTo("/a%0D%0AX:%20b");
        assertThat(head.field("x-u")).isEqualTo("/a  X: b");
    }

    @Test
    void method_and_request_fields_are_configurable() throws Exception {
        Http2Peer.Frame head =
                sent(request("GET", "/", "X-A: b\r\n", ""), "proxy_method PUT; proxy_pass_request_headers off;");
        assertThat(head.fields()).containsExactly(":method: PUT", ":scheme: http", ":path: /", ":authority: u");
    }

    @Test
    void long_heads_are_continued() throws Exception {
        try (Http2Backend site = Http2Backend.start(
                        "proxy_set_header X-1 $arg_a$arg_a$arg_a; proxy_set_header X-2 $arg_a$arg_a$arg_a;");
                RawConnection client = site.request("/?a=" + "Z".repeat(5000))) {
            Http2Peer peer = site.accept();
            Http2Peer.Frame head = head(peer);
            assertThat(head.field("x-1")).hasSize(15000);
            assertThat(head.field("x-2")).hasSize(15000);
            respond(peer, head.stream(), "ok");
            assertThat(client.read().body()).isEqualTo("ok");
        }
    }

    private interface Responding {
        void run(Http2Peer peer, int stream) throws Exception;
    }

    private static RawResponse response(String request, Responding responding, String... directives) throws Exception {
        try (Http2Backend site = Http2Backend.start(directives);
                RawConnection client = site.connect().send(request)) {
            Http2Peer peer = site.accept();
            responding.run(peer, head(peer).stream());
            return client.read(request.substring(0, request.indexOf(' ')));
        }
    }

    private static final String GET = request("GET", "/", "", "");

    @Test
    void interim_responses_are_skipped() throws Exception {
        RawResponse response = response(GET, (peer, stream) -> {
            peer.headers(stream, false, ":status: 100");
            peer.headers(stream, false, ":status: 103", "link: </a>");
            respond(peer, stream, "ok");
        });
        assertThat(response.body()).isEqualTo("ok");
        assertThat(response.field("Link")).isNull();
    }

    @Test
    void trailers_are_passed_on_if_configured() throws Exception {
        Responding trailers = (peer, stream) -> {
            peer.headers(stream, false, ":status: 200");
            peer.data(stream, "ok", false);
            peer.headers(stream, true, "x-t: u");
        };
        assertThat(response(GET, trailers, "proxy_pass_trailers on; add_trailer X-V $upstream_trailer_x_t;")
                        .rawBody())
                .endsWith("0\r\nx-t: u\r\nX-V: u\r\n\r\n");
        assertThat(response(GET, trailers).rawBody()).endsWith("0\r\n\r\n");
    }

    @Test
    void fields_of_the_connection_in_trailers_are_left_out() throws Exception {
        RawResponse response = response(
                GET,
                (peer, stream) -> {
                    peer.headers(stream, false, ":status: 200");
                    peer.data(stream, "ok", false);
                    peer.headers(
                            stream,
                            true,
                            "connection: close",
                            "keep-alive: 5",
                            "proxy-connection: x",
                            "transfer-encoding: chunked",
                            "upgrade: y",
                            "x-t: u");
                },
                "proxy_pass_trailers on;");
        assertThat(response.rawBody()).isEqualTo("2\r\nok\r\n0\r\nx-t: u\r\n\r\n");
    }

    @Test
    void a_response_to_head_has_no_body() throws Exception {
        RawResponse response = response(
                request("HEAD", "/", "", ""),
                (peer, stream) -> peer.headers(stream, true, ":status: 200", "content-length: 5"));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.field("Content-Length")).isEqualTo("5");
    }

    @Test
    void responses_without_a_body_keep_their_connection() throws Exception {
        try (Http2Backend site = Http2Backend.start()) {
            Http2Peer peer = null;
            for (String status : new String[] {"204", "304", "200"}) {
                try (RawConnection client = site.request("/")) {
                    peer = peer == null ? site.accept() : peer;
                    peer.headers(head(peer).stream(), true, ":status: " + status);
                    assertThat(client.read().status()).isEqualTo(Integer.parseInt(status));
                }
            }
            assertThat(site.upstream().acceptedConnections()).isEqualTo(1);
        }
    }

    @Test
    void fields_of_the_connection_in_a_response_are_left_out_as_in_nginx() throws Exception {
        RawResponse response = response(GET, (peer, stream) -> {
            peer.headers(stream, false, ":status: 200", "connection: close", "keep-alive: 5", "upgrade: y", "x-a: b");
            peer.data(stream, "ok", true);
        });
        assertThat(response.head()).contains("x-a: b").doesNotContain("keep-alive: 5", "upgrade", "close");
    }

    @Test
    void a_response_is_cached_and_read_again() throws Exception {
        try (Http2Backend site = Http2Backend.startWith(
                "proxy_cache_path cache keys_zone=z:1m;",
                "proxy_cache z; proxy_cache_valid 1h; add_header X-S $upstream_cache_status;")) {
            try (RawConnection client = site.request("/c")) {
                Http2Peer peer = site.accept();
                int stream = head(peer).stream();
                peer.headers(stream, false, ":status: 200", "x-a: b", "content-type: text/plain", "content-length: 6");
                peer.data(stream, "cached", true);
                assertThat(client.read().body()).isEqualTo("cached");
            }
            RawResponse second = site.get("/c");
            assertThat(second.body()).isEqualTo("cached");
            assertThat(second.field("X-S")).isEqualTo("HIT");
            assertThat(second.field("x-a")).isEqualTo("b");
            assertThat(second.field("Content-Type")).isEqualTo("text/plain");
        }
    }

    @Test
    void a_rate_limit_holds_for_streams() throws Exception {
        RawResponse response = response(
                GET,
                (peer, stream) -> {
                    peer.headers(stream, false, ":status: 200", "content-length: 20000");
                    peer.data(stream, new byte[10000], false);
                    peer.data(stream, new byte[10000], true);
                },
                "proxy_limit_rate 12k;");
        assertThat(response.body()).hasSize(20000);
    }
}
