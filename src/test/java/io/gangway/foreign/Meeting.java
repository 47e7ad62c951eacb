package io.gangway.foreign;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** A combination of client, relay and server; if {@code encrypted}, both legs use TLS. */
record Meeting(ClientMake client, Relay relay, ServerMake server, boolean encrypted) {

    /** All combinations in clear text, and some over TLS. */
    static Stream<Meeting> all() {
        return Stream.concat(Relay.main().flatMap(Meeting::by), overTls());
    }

    /** The combinations with each leg compressed or not. */
    static Stream<Meeting> compressions() {
        return Stream.concat(Arrays.stream(Relay.values()).flatMap(Meeting::by), overTls());
    }

    /** Each client through each relay, with varying servers. */
    private static Stream<Meeting> overTls() {
        ServerMake[] servers = ServerMake.values();
        return Arrays.stream(ClientMake.values())
                .flatMap(client -> Relay.main().map(relay -> {
                    ServerMake server = servers[(client.ordinal() + relay.ordinal()) % servers.length];
                    return new Meeting(client, relay, server, true);
                }));
    }

    private static Stream<Meeting> by(Relay relay) {
        return Arrays.stream(ClientMake.values())
                .flatMap(client ->
                        Arrays.stream(ServerMake.values()).map(server -> new Meeting(client, relay, server, false)));
    }

    /** The extension that the client has negotiated. */
    String extensionOfClient() {
        return relay.compressesToClient(client.compresses()) ? "permessage-deflate" : "-";
    }

    /** The extension that the server has negotiated. */
    String extensionOfServer() {
        return relay.compressesToServer(client.compresses()) ? "permessage-deflate" : "-";
    }

    @Override
    public String toString() {
        return (client + " by " + relay + " to " + server + (encrypted ? " over tls" : "")).toLowerCase(Locale.ROOT);
    }
}
