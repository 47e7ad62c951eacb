package io.gangway.foreign;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gangway in front of all server implementations, each in clear text and over TLS, and one client of each
 * implementation, which is started at its first use.
 */
final class Company implements AutoCloseable {
    private final Path profile;
    private final Map<String, ForeignServer> servers = new TreeMap<>();
    private final Map<ClientMake, ForeignWebSocket> clients = new EnumMap<>(ClientMake.class);
    private final ForeignSite site;

    /** Starts everything except the clients; one directory is for the browser, one for a certificate. */
    Company(Path profile, Path certificate) throws Exception {
        this.profile = profile;
        Certificate.write(certificate);
        Map<String, String> urls = new TreeMap<>();
        for (ServerMake make : ServerMake.values()) {
            if (make.isThere()) {
                ForeignServer plain = make.start(null);
                servers.put(name(make, false), plain);
                urls.put(name(make, false), "http://127.0.0.1:" + plain.port() + plain.directory());
                ForeignServer encrypted = make.start(certificate);
                servers.put(name(make, true), encrypted);
                urls.put(name(make, true), "https://127.0.0.1:" + encrypted.port() + encrypted.directory());
            }
        }
        site = new ForeignSite(urls);
        site.pages("client.html", "lines.js", "client.js");
    }

    private static String name(ServerMake make, boolean encrypted) {
        return make.name().toLowerCase(Locale.ROOT) + (encrypted ? "-tls" : "");
    }

    ForeignWebSocket client(ClientMake make) throws Exception {
        ForeignWebSocket client = clients.get(make);
        if (client == null) {
            // a browser opens WebSockets over the HTTP/2 connection that it has
            client =
                    make.start(profile.resolve(make.name()), site.page(make.http2() ? "https" : "http", "client.html"));
            clients.put(make, client);
        }
        return client;
    }

    /** Skips the test, with a message, if the server is missing. */
    ForeignServer server(Meeting meeting) {
        String name = name(meeting.server(), meeting.encrypted());
        if (!servers.containsKey(name)) {
            NodeScript.assume("ws");
        }
        return servers.get(name);
    }

    String url(Meeting meeting, String target) {
        String scheme = meeting.encrypted() ? "wss" : "ws";
        return site.url(scheme, meeting.relay(), name(meeting.server(), meeting.encrypted()), target);
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
