package io.gangway.foreign;

import java.util.stream.Stream;

/** The ways of a WebSocket through Gangway. */
enum Relay {
    TUNNEL("websocket_relay tunnel;", true, true),
    BRIDGE("websocket_relay bridge;", false, false),
    COMPRESSING("websocket_relay bridge; websocket_compression on;", true, true),
    COMPRESSING_TO_CLIENT("websocket_relay bridge; websocket_compression client;", true, false),
    COMPRESSING_TO_SERVER("websocket_relay bridge; websocket_compression upstream;", false, true);

    private final String directives;
    private final boolean toClient;
    private final boolean toServer;

    Relay(String directives, boolean toClient, boolean toServer) {
        this.directives = directives;
        this.toClient = toClient;
        this.toServer = toServer;
    }

    /** Those that differ in how they carry a message. */
    static Stream<Relay> main() {
        return Stream.of(TUNNEL, BRIDGE, COMPRESSING);
    }

    /** What a location says that wants this one. */
    String directives() {
        return directives;
    }

    /** Whether the leg of the client is compressed when the client offers that and the server would agree. */
    boolean compressesToClient(boolean clientOffers) {
        return toClient && clientOffers;
    }

    /** Whether the leg of the server is. */
    boolean compressesToServer(boolean clientOffers) {
        return toServer && (clientOffers || this != TUNNEL);
    }
}
