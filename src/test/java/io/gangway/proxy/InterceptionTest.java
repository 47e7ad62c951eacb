package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import org.junit.jupiter.api.Test;

/** {@code proxy_intercept_errors}, and {@code error_page} for failures of the proxy itself. */
class InterceptionTest extends BackendTest {
    private int intercepting(String directives) throws Exception {
        site.file("pages/sorry.html", "sorry");
        return startHttp("upstream u { server %{backend}; } server { listen 127.0.0.1:%{port}; "
                + "location / { proxy_pass http://u; " + directives + " } "
                + "location /sorry.html { root %{dir}/pages; } "
                + "location @other { return 200 \"other $status $upstream_status\"; } }");
    }

    private static Script status(String line, String... fields) {
        return Script.raw("HTTP/1.1 " + line + "\r\n" + String.join("", fields) + "Content-Length: 4\r\n\r\norig");
    }

    @Test
    void an_error_of_the_backend_passes_by_default() throws Exception {
        backend.respond(status("404 Gone Fishing"));
        RawResponse response = RawHttp.get(intercepting("error_page 404 /sorry.html;"), "/");
        assertThat(response.statusLine()).isEqualTo("HTTP/1.1 404 Gone Fishing");
        assertThat(response.body()).isEqualTo("orig");
    }

    @Test
    void an_intercepted_error_gets_our_page() throws Exception {
        backend.respond(status("404 Gone Fishing"));
        int port = intercepting("proxy_intercept_errors on; error_page 404 /sorry.html;");
        RawResponse response = RawHttp.get(port, "/");
        assertThat(response.statusLine()).isEqualTo("HTTP/1.1 404 Not Found");
        assertThat(response.body()).isEqualTo("sorry");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("sorry");
        assertThat(backend.acceptedConnections()).isEqualTo(1);
    }

    @Test
    void a_status_without_a_page_passes() throws Exception {
        backend.respond(status("500 Oh"));
        int port = intercepting("proxy_intercept_errors on; error_page 404 /sorry.html;");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("orig");
    }

    @Test
    void a_page_may_change_the_status() throws Exception {
        backend.respond(status("404 Not Found"));
        int port = intercepting("proxy_intercept_errors on; error_page 404 =200 /sorry.html;");
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(200);
    }

    @Test
    void the_challenge_of_a_401_is_kept() throws Exception {
        backend.respond(status("401 Unauthorized", "WWW-Authenticate: Basic realm=x\r\n"));
        int port = intercepting("proxy_intercept_errors on; error_page 401 /sorry.html;");
        RawResponse response = RawHttp.get(port, "/");
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.field("WWW-Authenticate")).isEqualTo("Basic realm=x");
        assertThat(response.body()).isEqualTo("sorry");
    }

    @Test
    void an_unreachable_backend_gets_our_page_without_interception() throws Exception {
        backend.unbind();
        int port = intercepting("error_page 502 504 =503 /sorry.html;");
        RawResponse response = RawHttp.get(port, "/");
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("sorry");
    }

    @Test
    void a_named_location_replaces_an_unreachable_backend() throws Exception {
        backend.unbind();
        RawResponse response = RawHttp.get(intercepting("error_page 502 = @other;"), "/");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).startsWith("other ").endsWith(" 502");
    }
}
