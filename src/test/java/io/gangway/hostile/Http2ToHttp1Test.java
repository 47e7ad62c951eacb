package io.gangway.hostile;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a client says over HTTP/2 is never more than one request of HTTP/1.1 for the backend, and what a backend says is
 * never more than one response; the next request is not affected. The rows are in {@code http2-to-http1.table}.
 */
class Http2ToHttp1Test {
    private static final String CONFIG = """
            upstream b { server %{backend} max_fails=0; keepalive 4; }
            proxy_set_header Host $http_host;
            server {
                listen %{port};
                http2 on;
                location / { proxy_pass http://b; }
                location /streamed { proxy_request_buffering off; proxy_pass http://b; }
                location /replaced { proxy_set_body "$request_body."; proxy_pass http://b; }
                location /trailed { proxy_pass_trailers on; proxy_pass http://b; proxy_set_header TE trailers; proxy_set_header Connection te; }
                location /hinted { early_hints 1; proxy_pass http://b; }
                location /upgraded { proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; proxy_pass http://b; }
            }
            """;

    @TestFactory
    Stream<DynamicTest> each_row_is_one_request_at_most() throws Exception {
        return new SmugglingCheck("http2-to-http1.table", CONFIG, Http2RowClient::new, Http1RowBackend::new).tests();
    }
}
