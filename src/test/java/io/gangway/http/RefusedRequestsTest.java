package io.gangway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What nginx refuses, with its status and its words; the smuggling cases among them. */
class RefusedRequestsTest {
    private static final String LINE = " while reading client request line";
    private static final String HEADERS = " while reading client request headers";
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n";

    static Stream<Arguments> refused() {
        return Stream.of(
                line("foo / HTTP/1.1\r\n", 400, "client sent invalid method"),
                line("\u0016\u0003\u0001", 400, "client sent invalid method"),
                line("GET\t/ HTTP/1.1\r\n", 400, "client sent invalid method"),
                line("POST /\r\n", 400, "client sent invalid method in HTTP/0.9 request"),
                line("GET * HTTP/1.1\r\n", 400, "client sent invalid request"),
                line("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "client sent invalid request"),
                line("GET / HTTP/2.0\r\n", 505, "client sent invalid version"),
                line("GET / HTTP/10.0\r\n", 505, "client sent invalid version"),
                line("GET / HTTP/0.9\r\n", 400, "client sent invalid request"),
                line("GET / http/1.1\r\n", 400, "client sent invalid request"),
                line("GET / HTTP/1.1 x\r\n", 400, "client sent invalid request"),
                line("GET / HTTP/1.1\rx", 400, "client sent invalid request"),
                line("GET / x HTTP/1.1\r\n", 400, "client sent invalid request"),
                line("GET /\t HTTP/1.1\r\n", 400, "client sent invalid request"),
                line("GET /\0 HTTP/1.1\r\n", 400, "client sent invalid request"),
                line("GET /\u007f HTTP/1.1\r\n", 400, "client sent invalid request"),
                line("GET /%0 HTTP/1.1\r\n", 400, "client sent invalid request"),
                line("GET /%00 HTTP/1.1\r\n", 400, "client sent invalid request"),
                line("GET /../ HTTP/1.1\r\n", 400, "client sent invalid request"),
                line("GET http://a_b/ HTTP/1.1\r\n", 400, "client sent invalid request"),
                line("GET http:///x HTTP/1.1\r\n", 400, "client sent invalid host in request line"),
                line("GET http://a..b/ HTTP/1.1\r\n", 400, "client sent invalid host in request line"),
                line("GET http://a:70000/ HTTP/1.1\r\n", 400, "client sent invalid host in request line"),
                line("CONNECT a HTTP/1.1\r\n", 400, "client sent invalid request"),
                line("GET /" + "x".repeat(8192), 414, "client sent too long URI"),
                header("GET / HTTP/1.1\r\n\r\n", 400, "client sent HTTP/1.1 request without \"Host\" header"),
                header(
                        GET + "host: b\r\n",
                        400,
                        "client sent duplicate host header: \"host: b\", previous value: \"Host: a\""),
                header("GET / HTTP/1.1\r\nHost: a b\r\n", 400, "client sent invalid host header"),
                header("GET / HTTP/1.1\r\nHost:\r\n", 400, "client sent invalid host header"),
                header("GET / HTTP/1.1\r\nHost: a/b\r\n", 400, "client sent invalid host header"),
                header("GET / HTTP/1.1\r\nHost: [::1\r\n", 400, "client sent invalid host header"),
                header(GET + "Foo : b\r\n", 400, "client sent invalid header line: \"Foo\\x20...\""),
                header(GET + " folded\r\n", 400, "client sent invalid header line: \"\\x20...\""),
                header(GET + "\tfolded\r\n", 400, "client sent invalid header line: \"\\x09...\""),
                header(GET + ": b\r\n", 400, "client sent invalid header line: \"\\x3a...\""),
                header(GET + "X: a\rb\r\n", 400, "client sent invalid header line: \"X: a\\x0d...\""),
                header(GET + "X: a\0b\r\n", 400, "client sent invalid header line: \"X: a\\x00...\""),
                header(GET + "\rX: a\r\n", 400, "client sent invalid header line: \"\\x0d...\""),
                header(
                        GET + "Content-Length: 1\r\ncontent-length: 1\r\n",
                        400,
                        "client sent duplicate header line: \"content-length: 1\","
                                + " previous value: \"Content-Length: 1\""),
                header(
                        GET + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                        400,
                        "client sent duplicate header line: \"Transfer-Encoding: chunked\","
                                + " previous value: \"Transfer-Encoding: chunked\""),
                header(
                        GET + "If-Match: a\r\nIf-Match: b\r\n",
                        400,
                        "client sent duplicate header line: \"If-Match: b\", previous value: \"If-Match: a\""),
                header(GET + "Content-Length: +1\r\n\r\n", 400, "client sent invalid \"Content-Length\" header"),
                header(GET + "Content-Length: 1, 1\r\n\r\n", 400, "client sent invalid \"Content-Length\" header"),
                header(GET + "Content-Length: \r\n\r\n", 400, "client sent invalid \"Content-Length\" header"),
                header(
                        GET + "Content-Length: 9223372036854775808\r\n\r\n",
                        400,
                        "client sent invalid \"Content-Length\" header"),
                header(
                        GET + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                        400,
                        "client sent \"Content-Length\" and \"Transfer-Encoding\" headers at the same time"),
                header(
                        GET + "Transfer-Encoding: gzip, chunked\r\n\r\n",
                        501,
                        "client sent unknown \"Transfer-Encoding\": \"gzip, chunked\""),
                header(
                        GET + "Transfer-Encoding: xchunked\r\n\r\n",
                        501,
                        "client sent unknown \"Transfer-Encoding\": \"xchunked\""),
                header(
                        "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
                        400,
                        "client sent HTTP/1.0 request with \"Transfer-Encoding\" header"),
                header("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405, "client sent TRACE method"),
                header("CONNECT a: HTTP/1.1\r\nHost: a\r\n\r\n", 405, "client sent CONNECT method"),
                header("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 405, "client sent CONNECT method"),
                header(GET + "X: y\r\n".repeat(1000), 494, "client sent too many header lines"));
    }

    private static Arguments line(String text, int status, String message) {
        return Arguments.of(text, status, message + LINE);
    }

    private static Arguments header(String text, int status, String message) {
        return Arguments.of(text, status, message + HEADERS);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void a_bad_request_is_refused_as_nginx_does(String text, int status, String message) {
        for (int size : new int[] {1, 5, 100000}) {
            RequestParser parser = new RequestParser(Limits.DEFAULT);
            BadMessageException bad = catchThrowableOfType(BadMessageException.class, () -> {
                for (ByteBuffer piece : Bytes.pieces(text, size)) {
                    parser.parse(piece);
                }
            });
            assertThat(bad).as("pieces of %d", size).isNotNull();
            assertThat(bad).hasMessage(message);
            assertThat(bad.status()).isEqualTo(status);
            assertThat(bad.getStackTrace()).isEmpty();
            assertThat(parser.head()).isNotNull();
        }
    }

    @Test
    void a_header_line_of_100_kib_is_too_long() {
        String text = GET + "X: " + "a".repeat(100 * 1024) + "\r\n\r\n";
        BadMessageException bad = catchThrowableOfType(
                BadMessageException.class, () -> new RequestParser(Limits.DEFAULT).parse(Bytes.direct(text)));
        assertThat(bad.status()).isEqualTo(494);
        assertThat(bad.response()).isEqualTo(400);
        assertThat(bad).hasMessage("client sent too long header line: \"X: " + "a".repeat(1745) + "...\"" + HEADERS);
    }

    @Test
    void lines_may_fill_the_large_buffers_but_not_more() throws BadMessageException {
        String line = "X: " + "a".repeat(8192 - 5) + "\r\n";
        String first = "GET / HTTP/1.1\r\nHost: a\r\nPad: " + "b".repeat(1024 - 32) + "\r\n";
        assertThat(first).hasSize(1024);
        for (int size : new int[] {1, 1000, 100000}) {
            assertThat(complete(first + line.repeat(3) + "\r\n", size)).isTrue();
            BadMessageException bad =
                    catchThrowableOfType(BadMessageException.class, () -> complete(first + line.repeat(5), size));
            assertThat(bad.status()).isEqualTo(494);
        }
    }

    @Test
    void a_request_line_may_fill_one_large_buffer() throws BadMessageException {
        String line = "GET /" + "x".repeat(8192 - 5 - 11) + " HTTP/1.1\r\n";
        assertThat(line).hasSize(8192);
        assertThat(complete(line + "Host: a\r\n\r\n", 1)).isTrue();
    }

    private static boolean complete(String text, int size) throws BadMessageException {
        RequestParser parser = new RequestParser(Limits.DEFAULT);
        boolean done = false;
        for (ByteBuffer piece : Bytes.pieces(text, size)) {
            done = parser.parse(piece);
        }
        return done;
    }
}
