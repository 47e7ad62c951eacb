package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A filter refuses the response of a backend, outside of a phase: {@code error_page} replaces it within the same call. */
class RefusedByFilterTest extends BackendTest {
    @ParameterizedTest
    @CsvSource({"/static, 200", "/proxied, 200", "@named, 200", "/denied, 403", "/missing, 404"})
    void the_page_of_416_is_served(String page, int status) throws Exception {
        site.file("static", "the page");
        backend.respond(Script.raw("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nthe page"));
        int port = startHttp("upstream u { server %{backend}; keepalive 4; } "
                + "server { listen 127.0.0.1:%{port}; root %{dir}; proxy_http_version 1.1; "
                + "proxy_set_header Connection \"\"; "
                + "location / { proxy_force_ranges on; proxy_pass http://u; error_page 416 =200 " + page + "; } "
                + "location = /static { max_ranges 0; } "
                + "location = /proxied { max_ranges 0; proxy_pass http://u; } "
                + "location = /denied { deny all; } "
                + "location = /missing { } "
                + "location @named { return 200 \"the page\"; } }");
        try (RawConnection client = RawHttp.connect(port)) {
            for (int i = 0; i < 3; i++) {
                client.send("GET /a HTTP/1.1\r\nHost: a\r\nRange: bytes=100-\r\n\r\n");
                RawResponse response = client.read();
                assertThat(response.status()).isEqualTo(status);
                if (status == 200) {
                    assertThat(response.body()).isEqualTo("the page");
                }
            }
        }
    }
}
