package io.gangway.foreign;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Gangway between one server of each make and one client of each make, those started when they are first asked for. */
final class Company implements AutoCloseable {
    private final Path profile;
    private final Map<ServerMake, ForeignServer> servers = new EnumMap<>(ServerMake.class);
    private final Map<ClientMake, ForeignWebSocket> clients = new EnumMap<>(ClientMake.class);
    private final ForeignSite site;

    /** Starts all but the clients; the folder is for the browser. */
    Company(Path profile) throws Exception {
        this.profile = profile;
        Map<String, String> urls = new TreeMap<>();
        for (ServerMake make : ServerMake.values()) {
            if (make.isThere()) {
                ForeignServer server = make.start();
                servers.put(make, server);
                urls.put(name(make), "127.0.0.1:" + server.port() + server.folder());
            }
        }
        site = new ForeignSite(urls);
        site.pages("client.html", "lines.js", "client.js");
    }

    private static String name(ServerMake make) {
        return make.name().toLowerCase(Locale.ROOT);
    }

    ForeignWebSocket client(ClientMake make) throws Exception {
        ForeignWebSocket client = clients.get(make);
        if (client == null) {
            client = make.start(profile, site.page("client.html"));
            clients.put(make, client);
        }
        return client;
    }

    /** Skips the test, with a message, when it is missing. */
    ForeignServer server(ServerMake make) {
        if (!servers.containsKey(make)) {
            NodeScript.assume("ws");
        }
        return servers.get(make);
    }

    String url(Meeting meeting, String target) {
        return site.url("ws", meeting.relay(), name(meeting.server()), target);
    }

    ForeignSite site() {
        return site;
    }

    @Override
    public void close() throws Exception {
        for (ForeignWebSocket client : clients.values()) {
            client.close();
        }
        site.close();
        for (ForeignServer server : servers.values()) {
            server.close();
        }
    }
}
