package io.gangway.foreign;

import java.util.Arrays;
import java.util.stream.Stream;

/** Who meets whom, and how. */
record Meeting(ClientMake client, Relay relay, ServerMake server) {

    /** Everybody with everybody. */
    static Stream<Meeting> all() {
        return Arrays.stream(ClientMake.values())
                .flatMap(client -> Arrays.stream(Relay.values())
                        .flatMap(relay ->
                                Arrays.stream(ServerMake.values()).map(server -> new Meeting(client, relay, server))));
    }

    /** The extension that the client finds agreed on. */
    String extensionOfClient() {
        return client.compresses() && relay.compressesToClient() ? "permessage-deflate" : "-";
    }

    /** The extension that the server finds agreed on. */
    String extensionOfServer() {
        return relay.offersToServer(client.compresses()) ? "permessage-deflate" : "-";
    }

    @Override
    public String toString() {
        return (client + " by " + relay + " to " + server).toLowerCase(java.util.Locale.ROOT);
    }
}
