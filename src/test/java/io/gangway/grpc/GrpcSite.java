package io.gangway.grpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.ScriptedHttp2Upstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;

/** A server with {@code grpc_pass}, with one client, and a backend whose frames the test sends itself. */
final class GrpcSite implements AutoCloseable {
    static final String[] FIELDS = {"content-type: application/grpc", "te: trailers"};

    private final ScriptedHttp2Upstream upstream;
    private final Site site;
    private final GangwayServer server;
    final Http2Peer client;

    /** @param directives of the location, after {@code grpc_pass} */
    GrpcSite(String... directives) throws Exception {
        upstream = ScriptedHttp2Upstream.start();
        site = Site.create();
        site.backend("u", upstream.address());
        site.config(
                "error_log %{dir}/error.log info; upstream u { server %{backend:u}; keepalive 8; } "
                        + "server { listen 127.0.0.1:%{port}; http2 on; client_max_body_size 0; "
                        + "location / { grpc_pass grpc://u; " + String.join(" ", directives) + " } "
                        + "location = /502 { internal; default_type application/grpc; add_header grpc-status 14; return 204; } }");
        server = GangwayServer.start(site);
        client = Http2Peer.connect(server.port());
    }

    /** The next connection to the backend, whose SETTINGS are sent. */
    Http2Peer accept(int... settings) throws Exception {
        return upstream.next().settings(settings);
    }

    /** Begins a call. */
    int call(String path) throws IOException {
        return client.post(path, FIELDS);
    }

    /** The head of the next call. */
    static int head(Http2Peer backend) throws IOException {
        return backend.next(Http2Peer.HEADERS).stream();
    }

    /** Begins the response to a call. */
    static void respond(Http2Peer backend, int stream) throws IOException {
        backend.headers(stream, false, ":status: 200", "content-type: application/grpc");
    }

    int connections() {
        return upstream.acceptedConnections();
    }

    GangwayServer server() {
        return server;
    }

    String log() throws IOException {
        return Files.readString(site.dir().resolve("error.log"), ISO_8859_1);
    }

    @Override
    public void close() throws Exception {
        client.close();
        server.close();
        upstream.close();
        site.close();
    }
}
