package io.gangway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import java.io.IOException;
import java.util.List;

/** Backends that send anything: a client gets one response, and nothing after it. */
final class HostileBackendTarget extends LiveTarget {
    private int turn;

    HostileBackendTarget() throws IOException {
        super("proxy_read_timeout 5s; error_log nginx.conf.log info; proxy_http_version 1.1;"
                + " server { listen %{port}; root %{dir}/html; proxy_buffer_size 1k; proxy_buffers 4 1k; gzip on; gzip_types *;"
                + " location /buffered { proxy_pass http://%{backend}; proxy_pass_trailers on; }"
                + " location /streamed { proxy_pass http://%{backend}; proxy_buffering off; }"
                + " location /changed { proxy_pass http://%{backend}; proxy_force_ranges on; ssi on; ssi_types *;"
                + " sub_filter a b; sub_filter_types *; add_after_body /index.html; addition_types *; }"
                + " location /old { proxy_pass http://%{backend}; proxy_http_version 1.0; proxy_intercept_errors on;"
                + " error_page 404 500 /index.html; } }");
    }

    @Override
    public List<byte[]> seeds() {
        return ResponseSeeds.RESPONSES;
    }

    @Override
    public List<byte[]> words() {
        return ResponseSeeds.WORDS;
    }

    @Override
    public void run(byte[] input) throws IOException {
        backend.respond(Script.rawThenClose(Bytes.text(input)));
        String path = List.of("/buffered", "/streamed", "/changed", "/old").get(turn++ % 4);
        String response =
                exchanged(Bytes.of(RawHttp.request("GET", path, "Accept-Encoding: gzip", "Range: bytes=0-3")));
        if (!response.isEmpty() && !response.startsWith("HTTP/1.1 ")) {
            // HTTP/0.9, as nginx passes it: there was no valid status line (the versions have at most three digits)
            assertThat(Bytes.text(input)).doesNotMatch("(?s)HTTP/[1-9]\\d{0,2}\\.0*\\d{1,3} +\\d{3}[ .\r\n].*");
        }
    }

    @Override
    public void check() throws IOException {
        backend.respond(Script.body("fine"));
        super.check();
        assertThat(RawHttp.get(server.port(), "/buffered").body()).isEqualTo("fine");
        assertThat(backend.failures()).isEmpty();
    }
}
