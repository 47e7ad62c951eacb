package io.gangway.foreign;

/** Who made a server. */
enum ServerMake {
    NODE,
    JETTY,
    TOMCAT;

    ForeignServer start() throws Exception {
        return switch (this) {
            case NODE -> new NodeServer();
            case JETTY -> new JettyServer();
            case TOMCAT -> new TomcatServer();
        };
    }

    /** Whether its program is there. */
    boolean isThere() {
        return this != NODE || NodeScript.has("ws");
    }
}
