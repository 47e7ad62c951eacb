package io.gangway.config;

import io.gangway.conf.Node;
import io.gangway.conf.Printer;
import io.gangway.exchange.LocationSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Computes the {@link LocationSource} of a location, with a fingerprint of the configuration that concerns its tunnels:
 * equal for locations that behave the same. It covers the directives of its level and of the enclosing ones, unless an
 * inner level overrides them, and the blocks of the http level that it refers to by name ({@code upstream}, {@code
 * map}). Directives that do not drain are left out. Used while a configuration is read.
 */
final class LocationFingerprint {
    /** By server level; shared by its locations. */
    private final Map<Scope, Set<String>> hosts = new IdentityHashMap<>();
    /** By http level. */
    private final Map<Scope, NamedBlocks> blocks = new IdentityHashMap<>();
    /**
     * The directives of each level without its servers and locations, cached since an http level may have thousands of
     * these.
     */
    private final Map<Scope, List<Scope.Setting>> own = new IdentityHashMap<>();

    LocationSource of(Scope scope) {
        String words = words(scope);
        return new LocationSource(
                words,
                hosts.computeIfAbsent(server(scope), LocationFingerprint::hosts),
                text(scope, words),
                scope.toString(),
                scope.levels());
    }

    /**
     * Identifies a level: an entry for each address and name of its server, with the words of the level and of the
     * enclosing ones.
     */
    static Set<String> identifiers(Scope scope) {
        String words = words(scope);
        return hosts(server(scope)).stream().map(host -> host + ' ' + words).collect(Collectors.toSet());
    }

    private static String words(Scope scope) {
        StringBuilder words = new StringBuilder();
        for (Scope level = scope; level.node() != null; level = level.parent()) {
            level.node().words().forEach(word -> words.append(word).append(' '));
        }
        return words.toString();
    }

    private static Scope server(Scope scope) {
        Scope server = scope;
        while (server.context() != Context.SERVER) {
            server = server.parent();
        }
        return server;
    }

    private static Set<String> hosts(Scope server) {
        Set<String> hosts = new HashSet<>();
        for (String address : args(server, CoreHttp.LISTEN, 1)) {
            for (String name : args(server, CoreHttp.SERVER_NAME, Integer.MAX_VALUE)) {
                hosts.add(address + ' ' + name);
            }
        }
        return hosts;
    }

    /** The first {@code max} arguments of each occurrence of a directive; one empty text when there is none. */
    private static List<String> args(Scope level, Directive<?> directive, int max) {
        List<String> args = level.settings().stream()
                .filter(setting -> setting.directive() == directive)
                .flatMap(setting -> setting.node().args().stream().limit(max))
                .map(word -> word.text())
                .toList();
        return args.isEmpty() ? List.of("") : args;
    }

    /** The text of all directives in effect on a level, and of the blocks that they or the words refer to. */
    private List<String> text(Scope scope, String words) {
        NamedBlocks named = blocks.computeIfAbsent(http(scope), LocationFingerprint::named);
        List<String> text = new ArrayList<>();
        List<Node> referenced = new ArrayList<>();
        Set<Directive<?>> overridden = new HashSet<>();
        named.passage(words).appendTo(text, referenced);
        for (Scope level = scope; level.node() != null; level = level.parent()) {
            List<Scope.Setting> settings = own.computeIfAbsent(level, LocationFingerprint::own);
            for (Scope.Setting setting : settings) {
                if (concerns(setting, level, scope) && !overridden.contains(setting.directive())) {
                    passage(named, setting.node(), level != scope).appendTo(text, referenced);
                }
            }
            for (Scope.Setting setting : settings) {
                if (setting.directive().inheritance() == Directive.Inheritance.ALWAYS) {
                    overridden.add(setting.directive());
                }
            }
        }
        named.append(referenced, text);
        return List.copyOf(text);
    }

    /** A directive of an enclosing level may concern thousands of locations; one of the level itself only this one. */
    private static NamedBlocks.Passage passage(NamedBlocks named, Node node, boolean shared) {
        return shared ? named.shared(node) : named.passage(Printer.print(List.of(node)));
    }

    /**
     * Whether a directive of an enclosing level concerns the scope: a location does not pass on directives that are not
     * inherited.
     */
    private static boolean concerns(Scope.Setting setting, Scope level, Scope scope) {
        boolean inherited = setting.directive().inheritance() == Directive.Inheritance.ALWAYS
                || level == scope
                || scope.nameless()
                || level.context() == Context.SERVER;
        return inherited && setting.directive().drains();
    }

    private static List<Scope.Setting> own(Scope level) {
        return level.settings().stream()
                .filter(setting -> !isShared(level, setting)
                        && setting.directive() != CoreHttp.LOCATION_BLOCK
                        && setting.directive() != CoreHttp.SERVER_BLOCK)
                .toList();
    }

    private static Scope http(Scope scope) {
        Scope http = scope;
        while (http.context() != Context.HTTP) {
            http = http.parent();
        }
        return http;
    }

    private static NamedBlocks named(Scope http) {
        return new NamedBlocks(http.settings().stream()
                .filter(setting -> isShared(http, setting))
                .map(Scope.Setting::node)
                .toList());
    }

    private static boolean isShared(Scope level, Scope.Setting setting) {
        return level.context() == Context.HTTP && setting.node().block() != null;
    }
}
