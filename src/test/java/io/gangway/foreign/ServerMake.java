package io.gangway.foreign;

import java.nio.file.Path;

/** The WebSocket server implementations. */
enum ServerMake {
    NODE,
    JETTY,
    TOMCAT;

    /** Starts a server; over TLS with the certificate in this directory, or in clear text if it is null. */
    ForeignServer start(Path certificate) throws Exception {
        return switch (this) {
            case NODE -> new NodeServer(certificate);
            case JETTY -> new JettyServer(certificate == null ? null : Certificate.context());
            case TOMCAT -> new TomcatServer(certificate);
        };
    }

    /** Whether its program is installed. */
    boolean isThere() {
        return this != NODE || NodeScript.has("ws");
    }
}
