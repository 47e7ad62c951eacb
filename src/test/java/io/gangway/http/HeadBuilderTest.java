package io.gangway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Heads of HTTP/2, field by field. */
class HeadBuilderTest {
    private static final String GOOD = ":method=GET;:scheme=http;:path=/a;:authority=h";

    private static RequestHead head(String fields) throws BadMessageException {
        HeadBuilder head = new HeadBuilder(Limits.DEFAULT, false);
        for (String field : fields.split(";")) {
            String[] parts = field.split("=", 2);
            head.field(
                    parts[0], parts[1].replace("\\n", "\n").replace("\\0", "\0").replace("\\r", "\r"));
        }
        return head.complete(true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ":scheme=http;:path=/;:authority=h | 400 | client sent no :method header",
                ":method=GET;:path=/;:authority=h | 400 | client sent no :scheme header",
                ":method=GET;:scheme=http;:authority=h | 400 | client sent no :path header",
                ":method=GET;:scheme=http;:path=/" + " | 400 | client sent neither \":authority\" nor \"Host\" header",
                ":method=GET;:method=GET | 400 | client sent duplicate :method header",
                ":path=/;:path=/ | 400 | client sent duplicate :path header",
                ":scheme=http;:scheme=http | 400 | client sent duplicate :scheme header",
                ":authority=a;:authority=a | 400 | client sent duplicate \":authority\" header",
                ":method= | 400 | client sent empty :method header",
                ":path= | 400 | client sent empty :path header",
                ":scheme= | 400 | client sent empty :scheme header",
                ":authority= | 400 | client sent invalid \":authority\" header",
                ":authority=a/b | 400 | client sent invalid \":authority\" header",
                ":method=get | 400 | client sent invalid method: \"get\"",
                ":path=a | 400 | client sent invalid :path header: \"a\"",
                ":path=* | 400 | client sent invalid :path header: \"*\"",
                ":path=http://a/ | 400 | client sent invalid :path header: \"http://a/\"",
                ":path=/a b | 400 | client sent invalid :path header: \"/a b\"",
                ":path=/../.. | 400 | client sent invalid request",
                ":scheme=1http | 400 | client sent invalid :scheme header: \"1http\"",
                ":protocol=websocket | 400 | client sent unknown pseudo-header \":protocol\"",
                ":status=200 | 400 | client sent unknown pseudo-header \":status\"",
                "X-Upper=a | 400 | client sent invalid header name: \"X-Upper\"",
                "x y=a | 400 | client sent invalid header name: \"x y\"",
                "a:b=c | 400 | client sent invalid header name: \"a:b\"",
                "x=a\\nb | 400 | client sent header \"x\" with invalid value: \"a\\nb\"",
                "x=a\\rb | 400 | client sent header \"x\" with invalid value: \"a\\rb\"",
                "x=a\\0b | 400 | client sent header \"x\" with invalid value: \"a\\0b\"",
                "host=a;host=a"
                        + " | 400 | client sent duplicate host header: \"host: a\", previous value: \"host: a\"",
                "host=a b | 400 | client sent invalid host header",
                GOOD + ";host=other" + " | 400 | client sent \":authority\" and \"Host\" headers with different values",
                GOOD + ";content-length=x | 400 | client sent invalid \"Content-Length\" header",
                GOOD + ";content-length=1 | 400 | client prematurely closed stream",
                ":method=CONNECT;:scheme=http;:path=/;:authority=h | 405 | client sent CONNECT method",
                ":method=TRACE;:scheme=http;:path=/;:authority=h | 405 | client sent TRACE method"
            })
    void a_head_that_nginx_refuses_is_refused(String fields, int status, String message) {
        assertThatThrownBy(() -> head(fields))
                .hasMessage(message.replace("\\n", "\n").replace("\\r", "\r").replace("\\0", "\0")
                        + " while reading client request headers")
                .isInstanceOfSatisfying(
                        BadMessageException.class,
                        bad -> assertThat(bad.status()).isEqualTo(status));
    }

    @Test
    void the_target_keeps_its_bytes() throws BadMessageException {
        RequestHead head = head(":method=GET;:scheme=http;:path=//a/./%7e%2F\u00ff/..?b=%00&c#d;:authority=H:80");

        assertThat(head.target()).isEqualTo("//a/./%7e%2F\u00ff/..?b=%00&c#d");
        assertThat(head.uri().unparsed()).isEqualTo(head.target());
        assertThat(head.line()).isEqualTo("GET " + head.target() + " HTTP/2.0");
        assertThat(head.protocol()).isEqualTo("HTTP/2.0");
        assertThat(head.host()).isEqualTo("h");
        assertThat(head.port()).isEqualTo(80);
    }

    @Test
    void cookies_are_joined_and_the_host_comes_last() throws BadMessageException {
        RequestHead head = head("cookie=a=1;" + GOOD + ";cookie=b=2;x=y;cookie=c=3");

        assertThat(head.fields()).hasToString("x: y\ncookie: a=1; b=2; c=3\nhost: h\n");
    }

    @Test
    void the_host_field_is_enough_without_authority() throws BadMessageException {
        RequestHead head = head(":method=GET;:scheme=http;:path=/;host=Alone:81");

        assertThat(head.host()).isEqualTo("alone");
        assertThat(head.fields()).hasToString("host: Alone:81\n");
    }

    @Test
    void fields_with_invalid_names_are_dropped_and_noted() throws BadMessageException {
        HeadBuilder head = new HeadBuilder(Limits.DEFAULT, false);
        head.field("a_b", "1");
        head.field("a!b", "2");

        assertThat(head.notes())
                .isEqualTo(List.of(
                        "client sent invalid header: \"a_b\" while reading client request headers",
                        "client sent invalid header: \"a!b\" while reading client request headers"));
        assertThat(head.head().fields().size()).isZero();
    }

    @Test
    void upgrade_expect_and_transfer_encoding_are_ignored() throws BadMessageException {
        RequestHead head =
                head(GOOD + ";upgrade=websocket;connection=upgrade;expect=100-continue;transfer-encoding=chunked");

        assertThat(head.upgrade()).isNull();
        assertThat(head.expectContinue()).isFalse();
        assertThat(head.chunked()).isFalse();
    }

    @Test
    void a_body_may_have_no_length() throws BadMessageException {
        HeadBuilder open = new HeadBuilder(Limits.DEFAULT, false);
        for (String field : GOOD.split(";")) {
            open.field(field.split("=")[0], field.split("=")[1]);
        }
        assertThat(open.complete(false).chunked()).isTrue();
        assertThat(head(GOOD).chunked()).isFalse();
    }

    @Test
    void too_many_fields_are_refused() throws BadMessageException {
        HeadBuilder head = new HeadBuilder(Limits.DEFAULT, false);
        for (int i = 0; i < 1000; i++) {
            head.field("x", "y");
        }
        assertThatThrownBy(() -> head.field("x", "y"))
                .isInstanceOfSatisfying(
                        BadMessageException.class,
                        bad -> assertThat(bad.status()).isEqualTo(494));
    }
}
