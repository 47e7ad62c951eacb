package io.gangway.foreign;

import java.nio.file.Path;

/** Who made a server. */
enum ServerMake {
    NODE,
    JETTY,
    TOMCAT;

    /** Starts one; over TLS with the certificate in that folder, in clear text when it is null. */
    ForeignServer start(Path certificate) throws Exception {
        return switch (this) {
            case NODE -> new NodeServer(certificate);
            case JETTY -> new JettyServer(certificate == null ? null : Certificate.context());
            case TOMCAT -> new TomcatServer(certificate);
        };
    }

    /** Whether its program is there. */
    boolean isThere() {
        return this != NODE || NodeScript.has("ws");
    }
}
