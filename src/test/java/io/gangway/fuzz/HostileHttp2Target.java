package io.gangway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Http2Peer;
import java.io.IOException;
import java.util.List;

/** HTTP/2 clients that send anything. */
final class HostileHttp2Target extends LiveTarget {
    HostileHttp2Target() throws IOException {
        super(
                "http2 on; client_header_timeout 5s; client_body_timeout 5s; send_timeout 5s; error_log nginx.conf.log info;"
                        + " server { listen %{port}; root %{dir}/html; gzip on; gzip_min_length 1; gzip_types *; client_max_body_size 2k;"
                        + " location /proxy { proxy_pass http://%{backend}; }"
                        + " location /stream { proxy_pass http://%{backend}; proxy_request_buffering off; proxy_buffering off; } }");
    }

    @Override
    public List<byte[]> seeds() {
        return Http2Seeds.CONNECTIONS;
    }

    @Override
    public List<byte[]> words() {
        return Http2Seeds.WORDS;
    }

    @Override
    public void run(byte[] input) throws IOException {
        exchanged(input);
    }

    @Override
    public void check() throws IOException {
        super.check();
        try (Http2Peer peer = Http2Peer.connect(server.port())) {
            assertThat(peer.response(peer.get("/index.html")).body()).isEqualTo("<p>hello</p>");
        }
    }
}
