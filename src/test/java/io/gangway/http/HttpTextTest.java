package io.gangway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields, the head writer, status lines, dates and escapes. */
class HttpTextTest {
    private static final String ASCII = " !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~\u007f\u00e9\n";

    @Test
    void fields_keep_order_and_case_and_are_found_in_any_case() {
        Fields fields =
                Fields.builder().add("A", "1").add("b", "2").add("a", "3").build();
        assertThat(fields.get("a")).isEqualTo("1");
        assertThat(fields.all("A")).containsExactly("1", "3");
        assertThat(fields.contains("B")).isTrue();
        assertThat(fields.get("c")).isNull();
        assertThat(fields).containsExactly(new Field("A", "1"), new Field("b", "2"), new Field("a", "3"));
    }

    @Test
    void a_builder_never_changes_what_it_built() {
        Fields.Builder builder = Fields.builder().add("A", "1").add("B", "2").add("a", "3");
        Fields built = builder.build();
        Fields set = builder.set("a", "4").build();
        Fields removed = builder.remove("A").add("C", "5").build();
        assertThat(built).hasToString("A: 1\nB: 2\na: 3\n");
        assertThat(set).hasToString("a: 4\nB: 2\n");
        assertThat(removed).hasToString("B: 2\nC: 5\n");
        assertThat(removed.toBuilder().set("D", "6").build()).hasToString("B: 2\nC: 5\nD: 6\n");
        assertThat(removed.size()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"close;true", "x, Close ,y;true", "closed;false", "x close;false", "'';false", ",,close;true"})
    void a_token_is_found_in_a_list(String value, boolean found) {
        Fields fields = Fields.builder()
                .add("Connection", "upgrade")
                .add("connection", value)
                .build();
        assertThat(fields.hasToken("Connection", "close")).isEqualTo(found);
    }

    @Test
    void a_head_is_written() {
        HeadWriter writer = new HeadWriter();
        writer.requestLine("GET", "/\u00e9", ProtocolVersion.HTTP_1_1)
                .field("Host", "a")
                .fields(Fields.builder().add("X", "y").build())
                .field("Content-Length", 12)
                .end();
        assertThat(written(writer)).isEqualTo("GET /\u00e9 HTTP/1.1\r\nHost: a\r\nX: y\r\nContent-Length: 12\r\n\r\n");
        writer.reset()
                .statusLine(ProtocolVersion.HTTP_1_1, 404)
                .field("X", "y".repeat(5000))
                .end();
        assertThat(written(writer)).isEqualTo("HTTP/1.1 404 Not Found\r\nX: " + "y".repeat(5000) + "\r\n\r\n");
    }

    @Test
    void a_head_cannot_be_injected() {
        HeadWriter writer = new HeadWriter();
        writer.requestLine("G\r\nT", "/a\r\nX: y", ProtocolVersion.HTTP_1_1)
                .field("A\nB", "c\r\nD: e\0")
                .end();
        assertThat(written(writer)).isEqualTo("G__T /a%0D%0AX: y HTTP/1.1\r\nA_B: c  D: e \r\n\r\n");
    }

    private static String written(HeadWriter writer) {
        ByteBuffer out = ByteBuffer.allocateDirect(writer.length());
        writer.writeTo(out);
        return Bytes.text(out.flip());
    }

    @Test
    void status_lines_have_nginx_phrases() {
        assertThat(Status.line(200)).isEqualTo("200 OK");
        assertThat(Status.line(302)).isEqualTo("302 Moved Temporarily");
        assertThat(Status.line(503)).isEqualTo("503 Service Temporarily Unavailable");
        assertThat(Status.line(299)).isEqualTo("299 ");
        assertThat(Status.line(7)).isEqualTo("007 ");
        assertThat(Status.line(999)).isEqualTo("999 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                "Sun Nov 06 08:49:37 1994",
                "X, 06 Nov 1994 08:49:37",
                "Sun,   06 Nov 1994 08:49:37 CET"
            })
    void dates_are_read(String text) {
        assertThat(HttpDate.parse(text)).isEqualTo(784111777L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "x",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Sun, 31 Nov 1994 08:49:37 GMT",
                "Wed, 29 Feb 2023 08:49:37 GMT",
                "Sun, 06 Xov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 24:49:37 GMT",
                "Sun, 06 Nov 1994 08-49-37 GMT",
                "Sun, 06 Nov 94 08:49:37 GMT"
            })
    void an_invalid_date_reads_as_minus_one(String text) {
        assertThat(HttpDate.parse(text)).isEqualTo(-1);
    }

    @Test
    void a_written_date_is_cached_for_its_second() {
        HttpDate date = new HttpDate();
        String first = date.format(784111777L);
        assertThat(first).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(date.format(784111777L)).isSameAs(first);
        assertThat(date.format(0)).isEqualTo("Thu, 01 Jan 1970 00:00:00 GMT");
        assertThat(HttpDate.parse(HttpDate.of(1709164800L))).isEqualTo(1709164800L);
    }

    @Test
    void each_kind_of_escape_has_its_own_set() {
        assertThat(PercentEncoding.uri(ASCII))
                .isEqualTo("%20!%22%23$%25&'()*+,-./09:;%3C=%3E%3F@AZ[%5C]%5E_%60az%7B%7C%7D~%7F%E9%0A");
        assertThat(PercentEncoding.args(ASCII))
                .isEqualTo("%20!%22%23$%25%26'()*%2B,-./09:%3B%3C=%3E%3F@AZ[%5C]%5E_%60az%7B%7C%7D~%7F%E9%0A");
        assertThat(PercentEncoding.uriComponent(ASCII))
                .isEqualTo("%20%21%22%23%24%25%26%27%28%29%2A%2B%2C-.%2F09%3A%3B%3C%3D%3E%3F%40AZ%5B%5C%5D%5E_%60az"
                        + "%7B%7C%7D~%7F%E9%0A");
        assertThat(PercentEncoding.uriInHtml(ASCII))
                .isEqualTo("%20!%22%23$%25&%27()*+,-./09:;%3C=%3E?@AZ[%5C]%5E_%60az%7B%7C%7D~%7F%E9%0A");
        assertThat(PercentEncoding.html("a<b>&\"c'")).isEqualTo("a&lt;b&gt;&amp;&quot;c'");
        String plain = "/plain";
        assertThat(PercentEncoding.uri(plain)).isSameAs(plain);
        assertThat(PercentEncoding.html(plain)).isSameAs(plain);
    }

    @ParameterizedTest
    @CsvSource({
        "a%20b,a b,a%20b",
        "%41%7e%C3,A~\u00c3,A~%C3",
        "a%zb,azb,azb",
        "a%4zb,ab,ab",
        "a%,a,a",
        "a%4,a,a",
        "a?%41,a?A,a?%41",
        "a%3f%41,a?A,a?%41",
        "%25,%,%25"
    })
    void unescaping_has_two_kinds(String text, String all, String redirect) {
        assertThat(PercentEncoding.unescape(text)).isEqualTo(all);
        assertThat(PercentEncoding.unescapeRedirect(text)).isEqualTo(redirect);
    }
}
