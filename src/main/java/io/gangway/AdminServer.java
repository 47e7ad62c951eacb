package io.gangway;

import io.gangway.conf.Block;
import io.gangway.conf.ConfException;
import io.gangway.conf.HttpAddition;
import io.gangway.conf.TreeChange;
import io.gangway.exchange.Generation;
import io.gangway.exchange.Server;
import io.gangway.exchange.VirtualHosts;

/**
 * The server that {@link GangwayBuilder#admin} adds to a configuration: the console and its API, metrics, readiness, and
 * the API of nginx Plus.
 */
final class AdminServer {
    /** The {@code name=} of its {@code listen}, and its first {@code server_name}. */
    static final String NAME = "gangway-admin";

    /** Named in errors. */
    private static final String ORIGIN = "the admin server";

    private AdminServer() {}

    /**
     * The change that adds it. What the {@code http} level sets for all servers and would be in the way here is off.
     *
     * @param token for changes; null allows none
     * @param remote whether clients of other machines may read
     */
    static TreeChange on(String address, String token, boolean remote) {
        Block http = Block.configuration(ORIGIN)
                .block(
                        "server",
                        server -> server(server, address)
                                .block(
                                        "location",
                                        "/",
                                        location -> restricted(location, "gangway_console", token, remote))
                                .block("location", "/plus", location -> restricted(location, "api", token, remote))
                                .block("location", "=", "/metrics", location -> location.directive("gangway_metrics"))
                                .block("location", "=", "/ready", location -> location.directive("gangway_ready")));
        return new HttpAddition(http.tree(ORIGIN).nodes());
    }

    /**
     * Checks that no server of the configuration has the same address: it would hide this one.
     *
     * @throws ConfException if one has
     */
    static void check(Generation generation) {
        VirtualHosts hosts = find(generation);
        if (hosts != null && !isIt(hosts.defaultServer())) {
            throw new ConfException(
                    "a server of the configuration has the address of the admin server, "
                            + hosts.listen().text(),
                    null);
        }
    }

    /** Whether a server is this one. */
    static boolean isIt(Server server) {
        return !server.names().isEmpty() && server.names().get(0).text().equals(NAME);
    }

    /** Its address and virtual hosts; null without it. */
    static VirtualHosts find(Generation generation) {
        return generation.listens().values().stream()
                .filter(AdminServer::isOn)
                .findFirst()
                .orElse(null);
    }

    /** Whether it is the server of these hosts. */
    static boolean isOn(VirtualHosts hosts) {
        return NAME.equals(hosts.listen().name());
    }

    private static Block server(Block server, String address) {
        return server.directive("listen", address, "name=" + NAME)
                .directive("server_name", NAME, "localhost")
                .directive("access_log", "off")
                .directive("auth_basic", "off")
                .directive("gzip", "off");
    }

    private static void restricted(Block location, String directive, String token, boolean remote) {
        String reach = remote ? "remote=on" : "remote=off";
        if (token == null) {
            location.directive(directive, reach);
        } else {
            location.directive(directive, reach, "write=on", "token=" + token);
        }
    }
}
