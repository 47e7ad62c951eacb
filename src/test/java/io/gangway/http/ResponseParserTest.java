package io.gangway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseParserTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final ResponseParser parser = new ResponseParser(4096);

    private ResponseHead parse(String text, int size) throws BadMessageException {
        parser.reset();
        for (ByteBuffer piece : Bytes.pieces(text, size)) {
            if (parser.parse(piece)) {
                return parser.head();
            }
        }
        throw new AssertionError("not complete: " + text);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 10000})
    void a_head_is_read_however_the_bytes_are_cut(int size) throws BadMessageException {
        String text = OK + "Content-Length: 5\r\nmy_name: x\r\nSet-Cookie: a\r\nset-cookie: b\r\n\r\n";
        ResponseHead head = parse(text, size);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.statusText()).isEqualTo("200 OK");
        assertThat(head.fields().all("Set-Cookie")).containsExactly("a", "b");
        assertThat(head.fields().get("MY_NAME")).isEqualTo("x");
        assertThat(head.contentLength()).isEqualTo(5);
        assertThat(head.keepAlive()).isTrue();
        assertThat(head.untilClose()).isFalse();
        assertThat(head.hasBody("GET")).isTrue();
        assertThat(head.hasBody("HEAD")).isFalse();
    }

    @Test
    void the_body_stays_in_the_buffer() throws BadMessageException {
        ByteBuffer in = Bytes.direct(OK + "\r\nbody");
        assertThat(parser.parse(in)).isTrue();
        assertThat(Bytes.text(in)).isEqualTo("body");
        assertThat(parser.leftover().hasRemaining()).isFalse();
    }

    @Test
    void an_interim_head_comes_before_the_final_one() throws BadMessageException {
        ByteBuffer in = Bytes.heap("HTTP/1.1 103 Early Hints\r\nLink: x\r\nContent-Length: z\r\n\r\n" + OK + "\r\n");
        assertThat(parser.parse(in)).isTrue();
        assertThat(parser.head().interim()).isTrue();
        assertThat(parser.head().fields().get("link")).isEqualTo("x");
        parser.reset();
        assertThat(parser.parse(in)).isTrue();
        assertThat(parser.head().interim()).isFalse();
        assertThat(parse("HTTP/1.1 101\r\n\r\n", 99).interim()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000})
    void a_response_without_status_line_is_all_body(int size) throws BadMessageException {
        String text = "HTTQ hello\r\n\r\n";
        StringBuilder body = new StringBuilder();
        for (ByteBuffer piece : Bytes.pieces(text, size)) {
            if (body.isEmpty() && parser.parse(piece)) {
                body.append(Bytes.text(parser.leftover()));
            }
            body.append(Bytes.text(piece));
        }
        assertThat(body).hasToString(text);
        assertThat(parser.head().version()).isEqualTo(ProtocolVersion.HTTP_0_9);
        assertThat(parser.head().keepAlive()).isFalse();
        assertThat(parser.head().untilClose()).isTrue();
        assertThat(parser.notes())
                .containsExactly("upstream sent no valid HTTP/1.0 header while reading response header from upstream");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000})
    void an_interim_head_must_be_followed_by_a_status_line(int size) throws BadMessageException {
        parse("HTTP/1.1 100 Continue\r\n\r\n", size);
        parser.reset();
        parser.needStatusLine();
        BadMessageException bad = catchThrowableOfType(BadMessageException.class, () -> {
            for (ByteBuffer piece : Bytes.pieces("HTTQ hello\r\n\r\n", size)) {
                parser.parse(piece);
            }
        });
        assertThat(bad)
                .hasMessage("upstream sent no valid HTTP/1.0 header while reading response header from upstream");
        assertThat(bad.status()).isEqualTo(502);
        assertThat(parse("HTTQ hello\r\n\r\n", size).version()).isEqualTo(ProtocolVersion.HTTP_0_9);
    }

    @Test
    void version_and_connection_field_decide_whether_the_connection_persists() throws BadMessageException {
        assertThat(parse("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n", 9).keepAlive())
                .isFalse();
        assertThat(parse(OK + "Connection: foo, CLOSE\r\n\r\n", 9).keepAlive()).isFalse();
        assertThat(parse("HTTP/1.1 101 Switching\r\n\r\n", 9).keepAlive()).isFalse();
        assertThat(parse("HTTP/1.1 204 No\r\n\r\n", 9).hasBody("GET")).isFalse();
        assertThat(parse("HTTP/1.1 304 No\r\n\r\n", 9).hasBody("GET")).isFalse();
        assertThat(parse(OK + "Transfer-Encoding: chunked\r\n\r\n", 9).chunked())
                .isTrue();
    }

    @Test
    void unusual_status_lines_are_accepted() throws BadMessageException {
        assertThat(parse("HTTP/1.1 200\n\n", 1).statusText()).isEqualTo("200");
        assertThat(parse("HTTP/1.1 403.1 Nope\r\n\r\n", 1).statusText()).isEqualTo("403.1 Nope");
        assertThat(parse("HTTP/1.1  200 \r\n\r\n", 1).statusText()).isEqualTo("200 ");
        assertThat(parse(OK + "HTTP/1.1 200 OK\r\nA: b\r\n\r\n", 1).fields()).hasToString("A: b\n");
    }

    @Test
    void a_second_content_type_is_ignored_and_noted() throws BadMessageException {
        ResponseHead head = parse(OK + "Content-Type: a\r\nContent-type: b\r\n\r\n", 1);
        assertThat(head.fields()).hasToString("Content-Type: a\n");
        assertThat(parser.notes())
                .containsExactly("upstream sent duplicate header line: \"Content-type: b\", previous value:"
                        + " \"Content-Type: a\", ignored while reading response header from upstream");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(
                        OK + "Content-Length: 1\r\nContent-Length: 2\r\n",
                        "upstream sent duplicate header line: \"Content-Length: 2\","
                                + " previous value: \"Content-Length: 1\""),
                Arguments.of(
                        OK + "Transfer-Encoding: chunked\r\nTransfer-encoding: x\r\n",
                        "upstream sent duplicate header line: \"Transfer-encoding: x\","
                                + " previous value: \"Transfer-Encoding: chunked\""),
                Arguments.of(
                        OK + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
                        "upstream sent \"Content-Length\" and \"Transfer-Encoding\" headers at the same time"),
                Arguments.of(
                        OK + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n",
                        "upstream sent \"Content-Length\" and \"Transfer-Encoding\" headers at the same time"),
                Arguments.of(
                        OK + "Content-Length: x\r\n",
                        "upstream sent invalid \"Content-Length\" header: \"Content-Length: x\""),
                Arguments.of(
                        OK + "Transfer-Encoding: gzip\r\n", "upstream sent unknown \"Transfer-Encoding\": \"gzip\""),
                Arguments.of(OK + "Foo : b\r\n", "upstream sent invalid header: \"Foo\\x20...\""),
                Arguments.of(OK + "X: a\rb\r\n", "upstream sent invalid header: \"X: a\\x0d...\""),
                Arguments.of("HTTP/1.0 103 E\r\n", "upstream sent HTTP/1.0 response with early hints"),
                Arguments.of(OK + "X: " + "a".repeat(4096), "upstream sent too big header"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void a_bad_response_is_refused_as_nginx_does(String text, String message) {
        for (int size : new int[] {1, 7, 100000}) {
            BadMessageException bad = catchThrowableOfType(BadMessageException.class, () -> parse(text, size));
            assertThat(bad).hasMessage(message + " while reading response header from upstream");
            assertThat(bad.status()).isEqualTo(502);
        }
    }
}
