package io.gangway.http2.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderBlockWriterTest {
    private final HeaderBlockWriter out = new HeaderBlockWriter();

    private String hex() {
        return HexFormat.of().formatHex(out.array(), 0, out.length());
    }

    private MetaData decoded() throws Exception {
        return new HpackDecoder(1 << 20, System::nanoTime).decode(ByteBuffer.wrap(out.array(), 0, out.length()));
    }

    @Test
    void fields_are_encoded_as_nginx_does() {
        // What nginx 1.30 sends for "return 200 x" with server_tokens off, the date and the type aside.
        out.status(200).own("Server", "nginx");
        out.own("Content-Length", "1");
        assertThat(hex()).isEqualTo("88" + "76" + "84aa6355e7" + "5c" + "0131");
    }

    @ParameterizedTest
    @CsvSource({"0, 303030", "7, 303037", "99, 303939", "100, 313030", "999, 393939"})
    void a_status_has_three_digits(int status, String digits) {
        out.status(status);
        assertThat(hex()).isEqualTo("4803" + digits);
    }

    @Test
    void another_client_understands_them() throws Exception {
        out.noTable();
        out.status(418);
        out.own("Content-Type", "text/html; charset=utf-8");
        out.field("X-Mixed-CASE", "Value Stays \u00e4");
        out.field("x-long", "y".repeat(20_000));
        MetaData.Response response = (MetaData.Response) decoded();

        assertThat(response.getStatus()).isEqualTo(418);
        assertThat(response.getHttpFields().get("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(response.getHttpFields().getField("x-mixed-case").getName()).isEqualTo("x-mixed-case");
        assertThat(response.getHttpFields().get("x-long")).hasSize(20_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade", "UPGRADE"})
    void what_belongs_to_a_connection_of_http_1_is_left_out(String name) {
        out.field(name, "x");
        out.own(name, "x");
        assertThat(out.length()).isZero();
    }

    @Test
    void a_line_end_cannot_be_brought_in() throws Exception {
        out.status(200).field("x", "a\r\nset-cookie\0: b");
        assertThat(decoded().getHttpFields().get("x")).isEqualTo("a  set-cookie : b");
    }
}
