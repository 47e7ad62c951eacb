package io.gangway.hostile;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a client says over HTTP/1.1 is never more than one request of HTTP/2 for the backend, and what a backend says is
 * never more than one response of HTTP/1.1; the next request is not affected. The rows are in {@code
 * http1-to-http2.table}.
 */
class Http1ToHttp2Test {
    private static final String CONFIG = """
            upstream b { server %{backend} max_fails=0; keepalive 4; }
            large_client_header_buffers 8 64k;
            proxy_set_header Host $http_host;
            proxy_http_version 2;
            server {
                listen %{port};
                location / { proxy_pass http://b; }
                location /streamed { proxy_request_buffering off; proxy_pass http://b; }
                location /unbuffered { proxy_buffering off; proxy_pass http://b; }
                location /replaced { proxy_set_body "$request_body."; proxy_pass http://b; }
                location /fixed { proxy_set_body fixed; proxy_pass http://b; }
                location /set { proxy_set_header Host $http_host; proxy_set_header X-Uri $uri; proxy_pass http://b/row; }
                location /authority { proxy_set_header Host $uri; proxy_pass http://b/row; }
                location /uri { proxy_pass http://b$uri; }
                location /method { proxy_method $arg_m; proxy_pass http://b/row; }
                location /trailed { proxy_pass_trailers on; proxy_pass http://b; }
                location /hinted { early_hints 1; proxy_pass http://b; }
                location /connection {
                    proxy_set_header Host $http_host;
                    proxy_set_header Connection upgrade;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header TE gzip;
                    proxy_set_header Transfer-Encoding chunked;
                    proxy_set_header Keep-Alive 5;
                    proxy_pass http://b;
                }
                location /length { proxy_set_header Content-Length 3; proxy_pass http://b; }
                location /bodiless { proxy_pass_request_body off; proxy_pass http://b; }
            }
            """;

    @TestFactory
    Stream<DynamicTest> each_row_is_one_request_at_most() throws Exception {
        return new SmugglingCheck("http1-to-http2.table", CONFIG, Http1RowClient::new, Http2RowBackend::new).tests();
    }
}
