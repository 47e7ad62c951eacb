package io.gangway.exchange;

import io.gangway.conf.ConfException;
import io.gangway.conf.Levels;
import io.gangway.explain.ExplanationStep;
import io.gangway.http.Host;
import io.gangway.net.HostnameKey;
import io.gangway.net.Listen;
import io.gangway.net.ServerName;
import io.gangway.regex.Regex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The servers of one listen address, selected by name as in nginx: an exact name, the longest {@code *.x}, the longest
 * {@code x.*}, the first regular expression, the default. Immutable once its generation is built.
 */
public final class VirtualHosts {
    private final Listen listen;
    private final Server defaultServer;
    private final Map<String, Server> exact = new HashMap<>();
    private final Map<String, Server> heads = new HashMap<>();
    private final Map<String, Server> tails = new HashMap<>();
    private final List<Map.Entry<ServerName, Server>> patterns = new ArrayList<>();
    /** The length of the longest key in {@link #heads} and {@link #tails}: no longer part of a name is looked up. */
    private int longest;

    /** Creates the virtual hosts of one address, without names yet. */
    public VirtualHosts(Listen listen, Server defaultServer) {
        this.listen = listen;
        this.defaultServer = defaultServer;
    }

    /**
     * Adds the names of a server; the empty name, for requests without a host, if it has none. Called only while the
     * generation is built.
     *
     * @param warn receives a message for each name that an earlier server has
     * @throws ConfException for an invalid name
     */
    public void add(Server server, Consumer<String> warn) {
        if (server.names().isEmpty()) {
            add(new ServerName("", null), server, warn);
        }
        server.names().forEach(name -> add(name, server, warn));
    }

    private void add(ServerName name, Server server, Consumer<String> warn) {
        String text = name.text();
        if (name.regex() != null) {
            patterns.add(Map.entry(name, server));
            return;
        }
        HostnameKey kind = HostnameKey.of(text);
        if (kind == null) {
            throw new ConfException("invalid server name or wildcard \"" + text + "\" on " + listen.text(), null);
        }
        String bare = kind.bare(text);
        if (kind != HostnameKey.EXACT) {
            longest = Math.max(longest, bare.length() + 1);
        }
        Server before = switch (kind) {
            case EXACT -> exact.putIfAbsent(bare, server);
            case HEAD -> heads.putIfAbsent('.' + bare, server);
            case TAIL -> tails.putIfAbsent(bare + '.', server);
            case DOT -> {
                Server named = exact.putIfAbsent(bare, server);
                Server below = heads.putIfAbsent('.' + bare, server);
                yield named != null ? named : below;
            }
        };
        if (before != null) {
            warn.accept("conflicting server name \"" + text + "\" on " + listen.text() + ", ignored");
        }
    }

    /** The address and its options. */
    public Listen listen() {
        return listen;
    }

    public Server defaultServer() {
        return defaultServer;
    }

    /**
     * Finds the server for a name.
     *
     * @param host in lower case, without port; null for none
     * @param exchange receives the captures of a pattern; null before there is an exchange (SNI)
     * @throws io.gangway.regex.RegexLimitException when matching a pattern takes too many steps: no server is known
     *     then
     */
    public Server find(String host, Exchange exchange) {
        Server server = lookUp(host, exchange);
        if (exchange != null && exchange.explanation() != null) {
            explain(host, server, exchange);
        }
        return server == null ? defaultServer : server;
    }

    /** Records which rule of {@code server_name} has found the server. */
    private void explain(String host, Server found, Exchange exchange) {
        Server server = found == null ? defaultServer : found;
        Levels levels = server.base().source().levels();
        exchange.explanation().server(server.name(), levels);
        String rule;
        if (found == null) {
            boolean only = exact.isEmpty() && heads.isEmpty() && tails.isEmpty() && patterns.isEmpty();
            rule = only
                    ? "the only server of " + listen.text() + ", whatever its names"
                    : "no server_name of " + listen.text() + " is \"" + text(host) + "\": its default server";
        } else {
            rule = "server_name " + rule(text(host), found);
        }
        exchange.explanation().step(ExplanationStep.Topic.SERVER, levels == null ? null : levels.block(), rule);
    }

    private static String text(String host) {
        return host == null ? "" : host;
    }

    private String rule(String name, Server found) {
        if (exact.get(name) == found) {
            return "\"" + name + "\": an exact name";
        }
        if (head(name) == found) {
            return "\"*" + key(heads, found, name) + "\": the longest name with a leading asterisk";
        }
        if (tail(name) == found) {
            return "\"" + key(tails, found, name) + "*\": the longest name with a trailing asterisk";
        }
        return "\"" + pattern(found, name) + "\": the first regular expression that matches";
    }

    private static String key(Map<String, Server> names, Server server, String name) {
        return names.entrySet().stream()
                .filter(entry -> entry.getValue() == server
                        && (name.endsWith(entry.getKey()) || name.startsWith(entry.getKey())))
                .map(Map.Entry::getKey)
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }

    private String pattern(Server server, String name) {
        return patterns.stream()
                .filter(entry ->
                        entry.getValue() == server && entry.getKey().regex().match(name) != null)
                .map(entry -> entry.getKey().text())
                .findFirst()
                .orElse("");
    }

    private Server lookUp(String host, Exchange exchange) {
        String name = host == null ? "" : host;
        Server server = exact.get(name);
        if (server == null && !heads.isEmpty()) {
            server = head(name);
        }
        if (server == null && !tails.isEmpty()) {
            server = tail(name);
        }
        if (server == null && !name.isEmpty()) {
            server = pattern(name, exchange);
        }
        return server;
    }

    /**
     * Finds the server for a name in SNI, as it was sent; null for none.
     *
     * @throws io.gangway.regex.RegexLimitException when matching a pattern takes too many steps: the handshake must be
     *     refused
     */
    public Server named(String serverName) {
        Host host = serverName == null ? null : Host.parse(serverName);
        return host == null ? defaultServer : find(host.name(), null);
    }

    /**
     * Whether SNI selects a server by its name; false when no server has the name, or when the address has only one
     * server.
     */
    public boolean isNamed(String serverName) {
        Host host = serverName == null ? null : Host.parse(serverName);
        return host != null && lookUp(host.name(), null) != null;
    }

    private Server head(String name) {
        int first = Math.max(1, name.length() - longest);
        for (int dot = name.indexOf('.', first); dot > 0; dot = name.indexOf('.', dot + 1)) {
            Server server = heads.get(name.substring(dot));
            if (server != null) {
                return server;
            }
        }
        return null;
    }

    private Server tail(String name) {
        for (int dot = name.lastIndexOf('.', longest - 1); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            Server server = tails.get(name.substring(0, dot + 1));
            if (server != null) {
                return server;
            }
        }
        return null;
    }

    private Server pattern(String name, Exchange exchange) {
        for (Map.Entry<ServerName, Server> entry : patterns) {
            Regex regex = entry.getKey().regex();
            if (exchange == null ? regex.match(name) != null : exchange.match(regex, name)) {
                return entry.getValue();
            }
        }
        return null;
    }
}
