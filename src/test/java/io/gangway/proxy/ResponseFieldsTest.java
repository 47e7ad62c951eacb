package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fields of a backend's response that are passed to the client. */
class ResponseFieldsTest extends BackendTest {
    @Test
    void server_and_date_of_a_backend_are_replaced_by_ours() throws Exception {
        backend.respond(Script.raw("HTTP/1.1 200 OK\r\nServer: theirs\r\nDate: then\r\nContent-Length: 0\r\n\r\n"));
        RawResponse response = RawHttp.get(start("proxy_pass http://%{backend};"), "/");
        assertThat(response.field("Server")).isEqualTo("gangway");
        assertThat(response.field("Date")).endsWith(" GMT");
    }

    @Test
    void server_and_date_of_a_backend_are_passed_if_configured() throws Exception {
        backend.respond(Script.raw("HTTP/1.1 200 OK\r\nServer: theirs\r\nDate: then\r\nContent-Length: 0\r\n\r\n"));
        int port = start("proxy_pass http://%{backend}; proxy_pass_header Server; proxy_pass_header Date;");
        RawResponse response = RawHttp.get(port, "/");
        assertThat(response.field("Server")).isEqualTo("theirs");
        assertThat(response.field("Date")).isEqualTo("then");
    }

    @Test
    void passed_server_and_date_are_not_added_if_the_backend_sends_none() throws Exception {
        backend.respond(Script.raw("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        int port = start("proxy_pass http://%{backend}; proxy_pass_header Server; proxy_pass_header Date;");
        String head = RawHttp.get(port, "/").head();
        assertThat(head).doesNotContain("Server:").doesNotContain("Date:");
    }

    @Test
    void our_own_error_has_server_and_date_even_if_the_backends_are_passed() throws Exception {
        backend.respond(Script.close());
        int port = start("proxy_pass http://%{backend}; proxy_pass_header Server; proxy_pass_header Date;");
        assertThat(RawHttp.get(port, "/").head())
                .contains("502")
                .contains("Server: gangway")
                .contains("Date: ");
    }

    @Test
    void server_is_ours_even_if_other_fields_are_hidden_and_passed() throws Exception {
        backend.respond(Script.raw("HTTP/1.1 200 OK\r\nX-Pad: avoid\r\nX-Secret: s\r\nContent-Length: 0\r\n\r\n"));
        int port = start("proxy_pass http://%{backend}; proxy_hide_header X-Secret; proxy_pass_header X-Pad;");
        assertThat(RawHttp.get(port, "/").head())
                .contains("Server: gangway", "X-Pad")
                .doesNotContain("X-Secret");
    }

    @ParameterizedTest
    @CsvSource({
        "'X-A,Last-Modified,X-B,ETag,X-C,Accept-Ranges,X-D', 'X-A,Last-Modified,X-B,ETag,X-C,Accept-Ranges,X-D,X-Own'",
        "'Accept-Ranges,ETag,Last-Modified', 'Accept-Ranges,ETag,Last-Modified,X-Own'",
        "'ETag,X-A,Last-Modified,X-B', 'ETag,X-A,Last-Modified,X-B,X-Own'",
        "'X-A,Last-Modified,X-B,Last-Modified', 'X-A,Last-Modified,X-B,X-Own'",
    })
    void fields_of_a_backend_keep_their_order(String sent, String expected) throws Exception {
        StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\n");
        for (String name : sent.split(",")) {
            head.append(name).append(": Thu, 01 Jan 2015 00:00:00 GMT\r\n");
        }
        backend.respond(Script.raw(head + "Content-Length: 0\r\n\r\n"));
        int port = start("proxy_pass http://%{backend}; add_header X-Own 1;");
        assertThat(RawHttp.get(port, "/").head().lines()
                        .skip(5)
                        .map(line -> line.split(":")[0])
                        .filter(name -> !name.isEmpty()))
                .containsExactly(expected.split(","));
    }

    // ---- X-Accel-Redirect: fields kept from the redirecting response, as recorded from nginx 1.30.6

    private static String redirect(String to, String... fields) {
        return "HTTP/1.1 200 OK\r\nX-Accel-Redirect: " + to + "\r\n" + String.join("\r\n", fields)
                + "\r\nContent-Length: 0\r\n\r\n";
    }

    private int startAccel() throws Exception {
        site.file("html/page.txt", "0123456789");
        return startHttp("server { listen 127.0.0.1:%{port}; root %{dir}/html; location / {"
                + " proxy_cookie_flags a secure; proxy_pass http://%{backend}; } location /page.txt { }"
                + " location /missing { return 404; } location /text { return 200 text; }"
                + " location /again { proxy_pass http://%{backend}; } }");
    }

    @ParameterizedTest
    @CsvSource({"/page.txt, 206, bytes", "/text, 200, none", "/missing, 404,", "/again, 200, none"})
    void accept_ranges_is_kept_across_an_accel_redirect(String to, int status, String ranges) throws Exception {
        String field = "Accept-Ranges: " + (ranges == null ? "bytes" : ranges);
        backend.respond(Script.sequence(Script.raw(redirect(to, field)), Script.body("bare")));
        RawResponse response = RawHttp.get(startAccel(), "/", "Range: bytes=0-0");
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.field("Accept-Ranges")).isEqualTo(ranges);
    }

    @Test
    void accept_ranges_is_not_repeated_by_a_file() throws Exception {
        backend.respond(Script.raw(redirect("/page.txt", "Accept-Ranges: bytes")));
        assertThat(RawHttp.get(startAccel(), "/").head()).containsOnlyOnce("Accept-Ranges: bytes\r\n");
    }

    @Test
    void kept_fields_are_not_repeated_by_an_unsatisfiable_range() throws Exception {
        backend.respond(Script.raw(redirect("/page.txt", "Set-Cookie: c=d", "Cache-Control: no-store")));
        RawResponse response = RawHttp.get(startAccel(), "/", "Range: bytes=99-");
        assertThat(response.status()).isEqualTo(416);
        assertThat(response.head()).containsOnlyOnce("Set-Cookie: ").containsOnlyOnce("Cache-Control: ");
    }

    @Test
    void the_content_type_is_kept_if_the_second_backend_sends_none() throws Exception {
        backend.respond(
                Script.sequence(Script.raw(redirect("/again", "Content-Type: a/b; charset=c")), Script.body("bare")));
        assertThat(RawHttp.get(startAccel(), "/").field("Content-Type")).isEqualTo("a/b; charset=c");
    }

    @Test
    void kept_cookies_are_rewritten_too() throws Exception {
        backend.respond(Script.raw(redirect("/text", "Set-Cookie: a=b", "Set-Cookie: c=d")));
        assertThat(RawHttp.get(startAccel(), "/").head())
                .contains("Set-Cookie: a=b; Secure\r\n", "Set-Cookie: c=d\r\n");
    }

    // ---- proxy_force_ranges

    @ParameterizedTest
    @CsvSource({"on, 0-0, 206, a", "off, -2, 206, ef", "on, '0-0,-1', 200, abcdef", "off, '0-0,-1', 200, abcdef"})
    void only_a_single_range_is_forced(String buffering, String range, int status, String body) throws Exception {
        backend.respond(Script.body("abcdef"));
        int port = start("proxy_force_ranges on; proxy_pass http://%{backend}; proxy_buffering " + buffering + ";");
        RawResponse response = RawHttp.get(port, "/", "Range: bytes=" + range);
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body()).isEqualTo(body);
    }
}
