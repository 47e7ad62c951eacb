package io.gangway.config;

import io.gangway.conf.Printer;
import io.gangway.exchange.LocationSource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a location is written, and the configuration that counts for its tunnels, as text: two locations with the same text do
 * the same. It is made of what is said on its level and on those around it, unless an inner level says it anew, and of the blocks
 * of the http level whose names occur in it ({@code upstream}, {@code map}). Directives that do not drain are left out. Lives
 * while a configuration is read.
 */
final class LocationFingerprint {
    /** By the level of a server; its locations share them. */
    private final Map<Scope, Set<String>> hosts = new IdentityHashMap<>();
    /** By their http level. */
    private final Map<Scope, NamedBlocks> blocks = new IdentityHashMap<>();
    /** What levels say without the levels inside of them: an http level has thousands of these. */
    private final Map<Scope, List<Scope.Setting>> own = new IdentityHashMap<>();

    LocationSource of(Scope scope) {
        return new LocationSource(
                words(scope),
                hosts.computeIfAbsent(server(scope), LocationFingerprint::hosts),
                sha256(text(scope)),
                scope.toString());
    }

    /**
     * Where a level is found: an entry for each address and name of its server, with the words that name the level and those
     * around it.
     */
    static Set<String> places(Scope scope) {
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

    /** The first words behind each occurrence of a directive; one that is empty when there is none. */
    private static List<String> args(Scope level, Directive<?> directive, int max) {
        List<String> args = level.settings().stream()
                .filter(setting -> setting.directive() == directive)
                .flatMap(setting -> setting.node().args().stream().limit(max))
                .map(word -> word.text())
                .toList();
        return args.isEmpty() ? List.of("") : args;
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** All that counts there. */
    private String text(Scope scope) {
        StringBuilder text = new StringBuilder();
        Set<Directive<?>> said = new HashSet<>();
        for (Scope level = scope; level.node() != null; level = level.parent()) {
            level.node().words().forEach(word -> text.append(word).append(' '));
            text.append('\n');
            List<Scope.Setting> settings = own.computeIfAbsent(level, LocationFingerprint::own);
            for (Scope.Setting setting : settings) {
                if (counts(setting, level, scope) && !said.contains(setting.directive())) {
                    text.append(Printer.print(List.of(setting.node())));
                }
            }
            for (Scope.Setting setting : settings) {
                if (setting.directive().inheritance() == Directive.Inheritance.ALWAYS) {
                    said.add(setting.directive());
                }
            }
        }
        blocks.computeIfAbsent(http(scope), LocationFingerprint::named).appendNamed(text);
        return text.toString();
    }

    /** What an outer location does not hand down is not the scope's. */
    private static boolean counts(Scope.Setting setting, Scope level, Scope scope) {
        boolean handedDown = setting.directive().inheritance() == Directive.Inheritance.ALWAYS
                || level == scope
                || scope.nameless()
                || level.context() == Context.SERVER;
        return handedDown && setting.directive().drains();
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
