package io.gangway.foreign;

import java.util.stream.Stream;

/** The ways in which Gangway relays a WebSocket. */
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

    /** The relays that handle messages differently. */
    static Stream<Relay> main() {
        return Stream.of(TUNNEL, BRIDGE, COMPRESSING);
    }

    /** The directives for a location. */
    String directives() {
        return directives;
    }

    /** Whether the client leg is compressed if the client offers it and the server accepts. */
    boolean compressesToClient(boolean clientOffers) {
        return toClient && clientOffers;
    }

    /** The same for the server leg. */
    boolean compressesToServer(boolean clientOffers) {
        return toServer && (clientOffers || this != TUNNEL);
    }
}
