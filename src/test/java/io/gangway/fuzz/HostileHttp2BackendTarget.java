package io.gangway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedHttp2Upstream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;

/**
 * HTTP/2 backends that send anything: a client of HTTP/1.1 gets one response, and nothing after it; the streams of a client
 * of HTTP/2 end.
 */
final class HostileHttp2BackendTarget extends LiveTarget {
    private static final List<String> PATHS = List.of("/buffered", "/streamed", "/changed", "/grpc", "/socket");
    private static final int STREAMS = 3;

    private final Hostile hostile;
    private int turn;

    HostileHttp2BackendTarget() throws IOException {
        this(new Hostile());
    }

    private HostileHttp2BackendTarget(Hostile hostile) throws IOException {
        super(
                ("upstream h { server HOSTILE max_fails=0; } proxy_read_timeout 5s; grpc_read_timeout 5s; send_timeout 5s;"
                                + " error_log nginx.conf.log info; proxy_http_version 2; early_hints 1;"
                                + " server { listen %{port}; http2 on; root %{dir}/html; proxy_buffer_size 1k; proxy_buffers 4 1k;"
                                + " proxy_busy_buffers_size 1k; gzip on; gzip_types *;"
                                + " location /buffered { proxy_pass http://h; proxy_pass_trailers on; }"
                                + " location /streamed { proxy_pass http://h; proxy_buffering off; }"
                                + " location /changed { proxy_pass http://h; proxy_force_ranges on; ssi on; ssi_types *;"
                                + " sub_filter a b; sub_filter_types *; add_after_body /index.html; addition_types *; }"
                                + " location /grpc { grpc_pass grpc://h; }"
                                + " location /socket { proxy_pass http://h; proxy_set_header Upgrade $http_upgrade;"
                                + " proxy_set_header Connection upgrade; websocket_http_version 2; } }")
                        .replace("HOSTILE", hostile.upstream.address()));
        this.hostile = hostile;
    }

    /** Sends an input on each connection as soon as the first request has arrived, then FIN. */
    private static final class Hostile {
        final ScriptedHttp2Upstream upstream;
        volatile byte[] input = {};

        Hostile() throws IOException {
            upstream = ScriptedHttp2Upstream.start(this::serve);
        }

        private void serve(Http2Peer peer) throws IOException {
            peer.settings(Http2Peer.ENABLE_CONNECT_PROTOCOL, 1);
            if (peer.next(Http2Peer.HEADERS) != null) {
                peer.send(input);
                peer.socket().shutdownOutput();
                while (peer.next() != null) {
                    // Until the proxy closes.
                }
            }
        }
    }

    @Override
    public List<byte[]> seeds() {
        return Http2BackendSeeds.CONNECTIONS;
    }

    @Override
    public List<byte[]> words() {
        return Http2BackendSeeds.WORDS;
    }

    @Override
    public void run(byte[] input) throws IOException {
        hostile.input = input;
        String path = PATHS.get(turn++ % PATHS.size());
        if (turn % 2 == 0) {
            many(path);
            return;
        }
        String[] fields = path.equals("/socket")
                ? new String[] {
                    "Upgrade: websocket",
                    "Connection: upgrade",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
                }
                : new String[] {"Accept-Encoding: gzip", "Range: bytes=0-3", "Connection: close"};
        String response = answered(RawHttp.request("GET", path, fields));
        if (!response.isEmpty()) {
            assertThat(response).startsWith("HTTP/1.1 ");
        }
    }

    /** Without FIN, which would end a request that waits for its backend. */
    private String answered(String request) throws IOException {
        try (RawConnection client = RawHttp.connect(server.port())) {
            client.send(request);
            String head = client.readHead();
            return head == null || request.contains("Upgrade") ? "" : head + client.readUntilEnd();
        } catch (EOFException | SocketException reset) {
            return "";
        }
    }

    /** Several requests at the same time, which may share a connection. */
    private void many(String path) throws IOException {
        try (Http2Peer client = Http2Peer.connect(server.port())) {
            for (int i = 0; i < STREAMS; i++) {
                client.get(path);
            }
            for (int i = 0; i < STREAMS; i++) {
                client.response(2 * i + 1);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("a stream does not end", e);
        } catch (IOException e) {
            // As nginx does, a field name is passed on that this client, which is strict, does not take.
            assertThat(e).hasMessage("invalid header block");
        }
    }

    @Override
    public void check() throws IOException {
        hostile.input = Http2BackendSeeds.CONNECTIONS.get(0);
        super.check();
        assertThat(RawHttp.get(server.port(), "/buffered").body()).isEqualTo("hello");
    }

    @Override
    public void close() throws IOException {
        super.close();
        hostile.upstream.close();
    }
}
