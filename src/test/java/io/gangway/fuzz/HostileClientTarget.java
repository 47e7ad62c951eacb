package io.gangway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** HTTP/1 clients that send anything: static files, proxied requests, request bodies. */
final class HostileClientTarget extends LiveTarget {
    HostileClientTarget() throws IOException {
        super("client_header_timeout 5s; client_body_timeout 5s; lingering_timeout 1s; error_log nginx.conf.log info;"
                + " server { listen %{port}; root %{dir}/html; gzip on; gzip_min_length 1; gzip_types *; autoindex on;"
                + " client_max_body_size 2k; large_client_header_buffers 4 4k;"
                + " location /p { proxy_pass http://%{backend}; }"
                + " location /stream { proxy_pass http://%{backend}/; proxy_request_buffering off; proxy_buffering off; }"
                + " location /return { return 200 \"$request_method $uri $args $host\"; } }");
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>(RequestSeeds.HEADS);
        seeds.addAll(
                Bytes.of(
                        "POST /stream HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                        "GET /file.txt HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-9,-10\r\n\r\nGET /p HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        "GET /return/a%20b?x HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"));
        return seeds;
    }

    @Override
    public List<byte[]> words() {
        return RequestSeeds.WORDS;
    }

    @Override
    public void run(byte[] input) throws IOException {
        String response = exchanged(input);
        boolean old = response.startsWith("<")
                || response.startsWith("0123456789")
                || response.startsWith("fine")
                || response.startsWith("GET ");
        if (!response.isEmpty() && !old) {
            assertThat(response).matches("(?s)HTTP/1\\.1 [1-5]\\d\\d .*");
        }
    }
}
