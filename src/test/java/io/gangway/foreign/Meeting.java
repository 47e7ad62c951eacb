package io.gangway.foreign;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** Who meets whom, and how. */
record Meeting(ClientMake client, Relay relay, ServerMake server) {

    /** Everybody with everybody. */
    static Stream<Meeting> all() {
        return Relay.main().flatMap(Meeting::by);
    }

    /** The same with each leg compressed or not. */
    static Stream<Meeting> compressions() {
        return Arrays.stream(Relay.values()).flatMap(Meeting::by);
    }

    private static Stream<Meeting> by(Relay relay) {
        return Arrays.stream(ClientMake.values())
                .flatMap(
                        client -> Arrays.stream(ServerMake.values()).map(server -> new Meeting(client, relay, server)));
    }

    /** The extension that the client finds agreed on. */
    String extensionOfClient() {
        return relay.compressesToClient(client.compresses()) ? "permessage-deflate" : "-";
    }

    /** The extension that the server finds agreed on. */
    String extensionOfServer() {
        return relay.compressesToServer(client.compresses()) ? "permessage-deflate" : "-";
    }

    @Override
    public String toString() {
        return (client + " by " + relay + " to " + server).toLowerCase(Locale.ROOT);
    }
}
