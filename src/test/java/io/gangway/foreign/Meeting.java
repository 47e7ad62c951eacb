package io.gangway.foreign;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A combination of client, relay and server; if {@code encrypted}, both legs use TLS. */
record Meeting(ClientMake client, Relay relay, ServerMake server, boolean encrypted) {

    /** All combinations over HTTP/1.1 in clear text, and some over TLS and over HTTP/2. */
    static Stream<Meeting> all() {
        return Stream.of(Relay.main().flatMap(Meeting::by), overTls(), overHttp2())
                .flatMap(meetings -> meetings);
    }

    /** The combinations with each leg compressed or not. */
    static Stream<Meeting> compressions() {
        return Stream.of(Arrays.stream(Relay.values()).flatMap(Meeting::by), overTls(), overHttp2())
                .flatMap(meetings -> meetings);
    }

    private static Stream<Meeting> by(Relay relay) {
        return ClientMake.all(false)
                .flatMap(client -> ServerMake.all(false).map(server -> new Meeting(client, relay, server, false)));
    }

    /** Each client through each relay, with varying servers. */
    private static Stream<Meeting> overTls() {
        return ClientMake.all(false).flatMap(client -> varying(client, ServerMake.all(false)));
    }

    /** Each client over HTTP/2 with varying servers of both versions, and a client over HTTP/1.1 with those over HTTP/2. */
    private static Stream<Meeting> overHttp2() {
        return Stream.concat(
                ClientMake.all(true)
                        .filter(ClientMake::closes)
                        .flatMap(client -> varying(client, Arrays.stream(ServerMake.values())))
                        // undici leaves its stream open at each close, which takes a second
                        .filter(meeting ->
                                meeting.client != ClientMake.UNDICI_HTTP2 || meeting.relay != Relay.COMPRESSING),
                ServerMake.all(true)
                        .flatMap(server -> Relay.main()
                                .map(relay -> new Meeting(
                                        ClientMake.NODE, relay, server, relay.ordinal() % 2 == server.ordinal() % 2))));
    }

    private static Stream<Meeting> varying(ClientMake client, Stream<ServerMake> servers) {
        List<ServerMake> makes = servers.toList();
        return Relay.main()
                .map(relay -> new Meeting(
                        client, relay, makes.get((client.ordinal() + relay.ordinal()) % makes.size()), true));
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
