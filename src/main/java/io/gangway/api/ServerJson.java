package io.gangway.api;

import io.gangway.conf.ByteText;
import io.gangway.upstream.GroupServer;
import io.gangway.upstream.GroupServers;
import io.gangway.upstream.PeerSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configuration of a server of an upstream as JSON. */
final class ServerJson {
    private static final int MILLIS = 1000;

    private ServerJson() {}

    static Map<String, Object> of(GroupServer server, int version) {
        PeerSettings settings = server.settings();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", server.id());
        json.put("server", ByteText.utf8(server.server()));
        json.put("weight", settings.weight());
        json.put("max_conns", settings.maxConnections());
        json.put("max_fails", settings.maxFails());
        json.put("fail_timeout", settings.failSeconds() + "s");
        json.put("slow_start", time(settings.slowStartMillis()));
        json.put("route", ByteText.utf8(settings.route()));
        json.put("backup", settings.backup());
        json.put("down", settings.down());
        if (settings.drain() && version >= 2) {
            json.put("drain", true);
        }
        if (server.service() != null) {
            json.put("service", ByteText.utf8(server.service()));
        }
        if (server.parent() != null) {
            json.put("parent", server.parent().toString());
            json.put("host", ByteText.utf8(server.host()));
        }
        return json;
    }

    private static String time(long millis) {
        return millis % MILLIS == 0 ? millis / MILLIS + "s" : millis + "ms";
    }

    static List<Map<String, Object>> ofAll(GroupServers servers, int version) {
        return servers.list().stream().map(server -> of(server, version)).toList();
    }
}
