package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoded line breaks in a URI do not inject header lines, neither to the backend nor to the client. */
class HeaderInjectionTest extends BackendTest {
    private static final String EVIL = "/a%0d%0aX-Evil:%20yes%0d%0a%0d%0aGET%20/second%20HTTP/1.1%0d%0aHost:%20s";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxy_pass http://%{backend}; proxy_set_header X-Uri $uri;",
                "proxy_pass http://%{backend}; proxy_set_header X-Uri $document_uri; proxy_set_header Host $uri;",
                "proxy_pass http://%{backend}$uri;",
                "proxy_pass http://%{backend}/$uri?$uri;",
                "rewrite ^/(.*)$ /x/$1 break; proxy_pass http://%{backend};",
                "proxy_method $uri; proxy_pass http://%{backend};",
                "proxy_set_header Upgrade $uri; proxy_set_header Connection upgrade; proxy_pass http://%{backend};"
            })
    void a_line_break_does_not_reach_the_backend(String location) throws Exception {
        RawHttp.get(start(location), EVIL);
        RawHttp.get(server.port(), "/a%0aX-Evil:%20yes");
        RawHttp.get(server.port(), "/a%0dX-Evil:%20yes");
        backend.requests().forEach(request -> {
            assertThat(request.field("X-Evil")).isNull();
            assertThat(request.head().replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
        });
        assertThat(backend.requests()).hasSizeLessThanOrEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "add_header X-Uri $uri; proxy_pass http://%{backend};",
                "return 302 http://elsewhere$uri;",
                "return 302 $uri;",
                "rewrite ^(.*)$ http://elsewhere$1 redirect;",
                "proxy_redirect http://b/ http://c$uri/; proxy_pass http://%{backend};"
            })
    void a_line_break_does_not_reach_the_client(String location) throws Exception {
        backend.respond(Script.raw("HTTP/1.1 302 Found\r\nLocation: http://b/\r\nContent-Length: 0\r\n\r\n"));
        int port = start(location);
        for (String target : new String[] {EVIL, "/a%0aX-Evil:%20yes", "/a%0dX-Evil:%20yes"}) {
            RawResponse response = RawHttp.get(port, target);
            assertThat(response.field("X-Evil")).isNull();
            assertThat(response.head().replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
        }
    }

    @Test
    void an_ordinary_value_is_not_changed() throws Exception {
        int port = start("proxy_pass http://%{backend}; proxy_set_header X-Uri $uri;");
        RawHttp.get(port, "/a%20b%c3%a9;%09c");
        assertThat(backend.lastRequest().field("X-Uri")).isEqualTo("/a b\u00c3\u00a9;\tc");
    }
}
