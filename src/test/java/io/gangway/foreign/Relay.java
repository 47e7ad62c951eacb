package io.gangway.foreign;

/** The ways of a WebSocket through Gangway. */
enum Relay {
    TUNNEL("");

    private final String directives;

    Relay(String directives) {
        this.directives = directives;
    }

    /** What a location says that wants this one. */
    String directives() {
        return directives;
    }

    /** Whether the client finds compression when it offers it and the server would compress. */
    boolean compressesToClient() {
        return true;
    }

    /** Whether the server is offered compression by a client that offers it, or not. */
    boolean offersToServer(boolean clientOffers) {
        return clientOffers;
    }
}
