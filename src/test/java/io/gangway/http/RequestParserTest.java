package io.gangway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestParserTest {
    private static final String PLAIN =
            "POST /a/b?c=d HTTP/1.1\r\nHost: Example.COM:8080\r\nContent-Length: 5\r\nX-Odd:  a b \r\n\r\n";

    private final RequestParser parser = new RequestParser(Limits.DEFAULT);

    private RequestHead parse(String text, int pieceSize) throws BadMessageException {
        parser.reset();
        for (ByteBuffer piece : Bytes.pieces(text, pieceSize)) {
            if (parser.parse(piece)) {
                return parser.head();
            }
        }
        throw new AssertionError("not complete: " + text);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 10000})
    void a_head_is_read_however_the_bytes_are_cut(int size) throws BadMessageException {
        RequestHead head = parse(PLAIN, size);
        assertThat(head.method()).isEqualTo("POST");
        assertThat(head.target()).isEqualTo("/a/b?c=d");
        assertThat(head.uri().path()).isEqualTo("/a/b");
        assertThat(head.uri().args()).isEqualTo("c=d");
        assertThat(head.version()).isEqualTo(ProtocolVersion.HTTP_1_1);
        assertThat(head.protocol()).isEqualTo("HTTP/1.1");
        assertThat(head.line()).isEqualTo("POST /a/b?c=d HTTP/1.1");
        assertThat(head.fields()).hasToString("Host: Example.COM:8080\nContent-Length: 5\nX-Odd: a b\n");
        assertThat(head.length()).isEqualTo(PLAIN.length());
        assertThat(head.host()).isEqualTo("example.com");
        assertThat(head.port()).isEqualTo(8080);
        assertThat(head.contentLength()).isEqualTo(5);
        assertThat(head.chunked()).isFalse();
        assertThat(head.keepAlive()).isTrue();
        assertThat(head.expectContinue()).isFalse();
        assertThat(head.upgrade()).isNull();
    }

    @Test
    void bytes_after_the_head_stay_in_the_buffer() throws BadMessageException {
        for (ByteBuffer in :
                new ByteBuffer[] {Bytes.heap(PLAIN + "hello" + PLAIN), Bytes.direct(PLAIN + "hello" + PLAIN)}) {
            parser.reset();
            assertThat(parser.parse(in)).isTrue();
            assertThat(in.position()).isEqualTo(PLAIN.length());
            in.position(in.position() + 5);
            parser.reset();
            assertThat(parser.parse(in)).isTrue();
            assertThat(in.hasRemaining()).isFalse();
        }
    }

    @Test
    void empty_lines_before_the_request_are_skipped() throws BadMessageException {
        RequestHead head = parse("\r\n\n\r\n".repeat(500) + PLAIN, 4000);
        assertThat(head.line()).isEqualTo("POST /a/b?c=d HTTP/1.1");
        assertThat(head.length()).isEqualTo(PLAIN.length());
        parser.reset();
        assertThat(parser.parse(Bytes.heap("\r\n"))).isFalse();
        assertThat(parser.started()).isFalse();
        assertThat(parser.parse(Bytes.heap("G"))).isFalse();
        assertThat(parser.started()).isTrue();
    }

    @Test
    void bare_line_feeds_end_lines() throws BadMessageException {
        RequestHead head = parse("GET / HTTP/1.1\nHost: a\nFoo\nBar:\r\r\n\n", 1);
        assertThat(head.fields()).hasToString("Host: a\nFoo: \nBar: \n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /\n", "GET /\r\n", "GET /  \r\n", "GET http://a/\n"})
    void a_simple_request_is_http_0_9(String text) throws BadMessageException {
        RequestHead head = parse(text, 1);
        assertThat(head.version()).isEqualTo(ProtocolVersion.HTTP_0_9);
        assertThat(head.uri().path()).isEqualTo("/");
        assertThat(head.keepAlive()).isFalse();
        assertThat(head.protocol()).isNull();
    }

    @Test
    void later_minor_versions_count_as_1_1() throws BadMessageException {
        RequestHead head = parse("GET / HTTP/1.27\r\nHost: a\r\n\r\n", 100);
        assertThat(head.version()).isEqualTo(ProtocolVersion.HTTP_1_1);
        assertThat(head.protocol()).isEqualTo("HTTP/1.27");
    }

    @Test
    void the_host_of_an_absolute_target_comes_first() throws BadMessageException {
        RequestHead head = parse("GET http://One.example:81/x HTTP/1.1\r\nHost: two\r\n\r\n", 3);
        assertThat(head.host()).isEqualTo("one.example");
        assertThat(head.port()).isEqualTo(81);
        assertThat(head.target()).isEqualTo("http://One.example:81/x");
        assertThat(head.uri().unparsed()).isEqualTo("/x");
    }

    @Test
    void connect_is_accepted_when_allowed() throws BadMessageException {
        Limits limits = new Limits(1024, 4, 8192, 1000, true, false, true, true);
        RequestParser open = new RequestParser(limits);
        assertThat(open.parse(Bytes.heap("CONNECT a.example:443 HTTP/1.1\r\nHost: a\r\n\r\n")))
                .isTrue();
        assertThat(open.head().target()).isEqualTo("a.example:443");
        assertThat(open.head().uri().path()).isEqualTo("/");
        assertThat(open.head().port()).isEqualTo(443);
    }

    @Test
    void connection_expect_upgrade_and_chunked_are_read() throws BadMessageException {
        assertThat(parse("GET / HTTP/1.0\r\nConnection: foo, Keep-Alive\r\n\r\n", 9)
                        .keepAlive())
                .isTrue();
        assertThat(parse("GET / HTTP/1.0\r\n\r\n", 9).keepAlive()).isFalse();
        assertThat(parse("GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n", 9)
                        .keepAlive())
                .isFalse();
        assertThat(parse("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nConnection: keep-alive\r\n\r\n", 9)
                        .keepAlive())
                .isTrue();
        String upgrade = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
        assertThat(parse(upgrade, 9).upgrade()).isEqualTo("websocket");
        assertThat(parse(upgrade, 9).keepAlive()).isTrue();
        String expect = "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nTransfer-Encoding: Chunked\r\n\r\n";
        assertThat(parse(expect, 9).expectContinue()).isTrue();
        assertThat(parse(expect, 9).chunked()).isTrue();
        assertThat(parse("PUT / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n", 9).expectContinue())
                .isFalse();
    }

    @Test
    void lines_with_invalid_names_are_ignored_and_noted() throws BadMessageException {
        String text = "GET / HTTP/1.1\r\nHost: a\r\nmy_name: b\r\nfoo.bar: c\r\n\r\n";
        assertThat(parse(text, 1).fields()).hasToString("Host: a\n");
        assertThat(parser.notes())
                .containsExactly(
                        "client sent invalid header line: \"my_name: b\" while reading client request headers",
                        "client sent invalid header line: \"foo.bar: c\" while reading client request headers");
        RequestParser lenient = new RequestParser(new Limits(1024, 4, 8192, 1000, true, true, true, false));
        lenient.parse(Bytes.heap(text));
        assertThat(lenient.head().fields()).hasToString("Host: a\nmy_name: b\n");
        RequestParser blind = new RequestParser(new Limits(1024, 4, 8192, 1000, false, false, true, false));
        blind.parse(Bytes.heap(text));
        assertThat(blind.head().fields()).hasToString("Host: a\nmy_name: b\nfoo.bar: c\n");
    }

    @Test
    void bytes_above_ascii_pass_as_they_are() throws BadMessageException {
        RequestHead head = parse("GET /\u00fc\u00ff HTTP/1.1\r\nHost: a\r\nX: \u00e9\t\u0001\r\n\r\n", 1);
        assertThat(head.target()).isEqualTo("/\u00fc\u00ff");
        assertThat(head.uri().path()).isEqualTo("/\u00fc\u00ff");
        assertThat(head.fields().get("x")).isEqualTo("\u00e9\t\u0001");
    }

    @Test
    void a_bad_request_line_is_logged_as_received() {
        BadMessageException bad = catchThrowableOfType(
                BadMessageException.class, () -> parser.parse(Bytes.heap("GET / HTTP/1.x\r\nHost: a\r\n\r\n")));
        assertThat(bad.status()).isEqualTo(400);
        assertThat(parser.head().line()).isEqualTo("GET / HTTP/1.x");
        assertThat(parser.head().method()).isEmpty();
    }
}
