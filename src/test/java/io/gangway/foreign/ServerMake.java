package io.gangway.foreign;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** The WebSocket server implementations. */
enum ServerMake {
    NODE,
    JETTY,
    TOMCAT,
    NODE_HTTP2,
    JETTY_HTTP2;

    /** All of a version. */
    static Stream<ServerMake> all(boolean http2) {
        return Arrays.stream(values()).filter(make -> make.http2() == http2);
    }

    /** Starts a server; over TLS with the certificate in this directory, or in clear text if it is null. */
    ForeignServer start(Path certificate) throws Exception {
        return switch (this) {
            case NODE, NODE_HTTP2 -> new NodeServer(certificate, http2());
            case JETTY, JETTY_HTTP2 -> new JettyServer(certificate == null ? null : Certificate.context(), http2());
            case TOMCAT -> new TomcatServer(certificate);
        };
    }

    /** Whether it accepts WebSockets only as streams of HTTP/2 connections (RFC 8441). */
    boolean http2() {
        return this == NODE_HTTP2 || this == JETTY_HTTP2;
    }

    /** Whether its program is installed. */
    boolean isThere() {
        return (this != NODE && this != NODE_HTTP2) || NodeScript.has("ws");
    }
}
