package io.gangway.hostile;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a client says over HTTP/2 is never more than one request of HTTP/2 for the backend, and what a backend says is never
 * more than one response; the next request is not affected, on either connection. The rows are in {@code
 * http2-to-http2.table}.
 */
class Http2ToHttp2Test {
    private static final String CONFIG = """
            upstream b { server %{backend} max_fails=0; keepalive 4; }
            large_client_header_buffers 8 64k;
            proxy_set_header Host $http_host;
            proxy_http_version 2;
            server {
                listen %{port};
                http2 on;
                location / { proxy_pass http://b; }
                location /streamed { proxy_request_buffering off; proxy_pass http://b; }
                location /unbuffered { proxy_buffering off; proxy_pass http://b; }
                location /replaced { proxy_set_body "$request_body."; proxy_pass http://b; }
                location /trailed { proxy_pass_trailers on; proxy_pass http://b; }
                location /hinted { early_hints 1; proxy_pass http://b; }
                location /upgraded { proxy_set_header Host $http_host; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; proxy_pass http://b; }
            }
            """;

    @TestFactory
    Stream<DynamicTest> each_row_is_one_request_at_most() throws Exception {
        return new SmugglingCheck("http2-to-http2.table", CONFIG, Http2RowClient::new, Http2RowBackend::new).tests();
    }
}
