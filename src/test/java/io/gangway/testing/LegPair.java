package io.gangway.testing;

import java.io.IOException;
import javax.net.ssl.SSLContext;

/**
 * The HTTP version of the two legs of a proxied connection, and which of them use TLS. A test that takes a pair must
 * pass with all of them.
 */
public enum LegPair {
    PLAIN_TO_PLAIN(false, false, false, false),
    TLS_TO_PLAIN(false, true, false, false),
    PLAIN_TO_TLS(false, false, false, true),
    TLS_TO_TLS(false, true, false, true),
    HTTP2_TO_PLAIN(true, false, false, false),
    HTTP2_TLS_TO_PLAIN(true, true, false, false),
    PLAIN_TO_HTTP2(false, false, true, false),
    PLAIN_TO_HTTP2_TLS(false, false, true, true),
    HTTP2_TO_HTTP2(true, false, true, false),
    HTTP2_TLS_TO_HTTP2_TLS(true, true, true, true);

    /** A pattern for the names of few pairs in which each leg has each version, with and without TLS: for slow tests. */
    public static final String EACH_LEG =
            "PLAIN_TO_PLAIN|TLS_TO_TLS|HTTP2_TLS_TO_PLAIN|PLAIN_TO_HTTP2_TLS|HTTP2_TO_HTTP2";

    private static final String NAME = "gangway.test";

    /** The window of a stream, which is the receive buffer of a test's connection; browsers have larger ones. */
    private static final int WINDOW = 1 << 20;

    private final boolean clientHttp2;
    private final boolean clientTls;
    private final boolean upstreamHttp2;
    private final boolean upstreamTls;

    LegPair(boolean clientHttp2, boolean clientTls, boolean upstreamHttp2, boolean upstreamTls) {
        this.clientHttp2 = clientHttp2;
        this.clientTls = clientTls;
        this.upstreamHttp2 = upstreamHttp2;
        this.upstreamTls = upstreamTls;
    }

    /** Starts a backend, with TLS and HTTP/2 if the upstream leg has them. */
    public ScriptedUpstream upstream(Script script) throws IOException {
        ScriptedUpstream backend =
                ScriptedUpstream.start(script, upstreamTls ? certificate().serverContext() : null);
        return upstreamHttp2
                ? backend.http2(Http2Peer.ENABLE_CONNECT_PROTOCOL, 1, Http2Peer.INITIAL_WINDOW_SIZE, WINDOW)
                : backend;
    }

    /**
     * Connects a client, with TLS if the client leg has it. Over HTTP/2 each request of the connection is a stream, and
     * an upgrade is an extended CONNECT.
     */
    public RawConnection connect(int port) throws IOException {
        if (clientHttp2) {
            return Http2Streams.single(http2(port)).connection();
        }
        return clientTls ? RawHttp.connect(port, TrustAll.context(), NAME) : RawHttp.connect(port);
    }

    /** A connection of HTTP/2 for many clients. */
    public Http2Streams streams(int port) throws IOException {
        return Http2Streams.on(http2(port));
    }

    private Http2Peer http2(int port) throws IOException {
        Http2Peer peer = clientTls ? Http2Peer.connectTls(port, NAME) : Http2Peer.connect(port);
        return peer.setting(Http2Peer.INITIAL_WINDOW_SIZE, WINDOW);
    }

    /** Whether the client speaks HTTP/2. */
    public boolean isClientHttp2() {
        return clientHttp2;
    }

    /** Whether the upstream speaks HTTP/2. */
    public boolean isUpstreamHttp2() {
        return upstreamHttp2;
    }

    /** The scheme for {@code proxy_pass}. */
    public String scheme() {
        return upstreamTls ? "https" : "http";
    }

    /** The value of {@code proxy_http_version}. */
    public String httpVersion() {
        return upstreamHttp2 ? "2" : "1.1";
    }

    /** The parameters of {@code listen} after the port; empty or with a leading space. */
    public String listenParameters() {
        return clientTls ? " ssl" : "";
    }

    /** Writes {@code it.crt} and {@code it.key} into the directory of a site if the client leg has TLS. */
    public void writeCertificate(Site site) throws IOException {
        if (clientTls) {
            site.file("it.crt", certificate().certificatePem).file("it.key", certificate().keyPem);
        }
    }

    /** The directives of a server block for HTTP/2 and the certificate; empty for plain HTTP/1.1. */
    public String serverDirectives() {
        String certificate = clientTls ? "ssl_certificate %{dir}/it.crt; ssl_certificate_key %{dir}/it.key;" : "";
        return clientHttp2 ? "http2 on; " + certificate : certificate;
    }

    private static Certificate certificate() {
        return Certificate.SHARED;
    }

    /** Shared by all tests of this JVM: generating a key takes a second. */
    private record Certificate(SSLContext serverContext, String certificatePem, String keyPem) {
        static final Certificate SHARED = make();

        private static Certificate make() {
            try {
                SelfSigned made = SelfSigned.of(NAME);
                return new Certificate(made.serverContext(), made.certificatePem(), made.keyPem());
            } catch (Exception e) {
                throw new IllegalStateException("no certificate: " + e.getMessage(), e);
            }
        }
    }
}
