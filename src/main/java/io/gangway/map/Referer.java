package io.gangway.map;

import io.gangway.config.DirectiveArguments;
import io.gangway.http.Ascii;
import io.gangway.net.HostnameKey;
import io.gangway.regex.Regex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One argument of {@code valid_referers}. Exactly one of the components is not null.
 *
 * @param keyword {@code none}, {@code blocked} or {@code server_names}
 * @param host a host name, with an optional beginning of the path
 * @param pattern matches the part after the scheme
 */
record Referer(String keyword, Host host, Regex pattern) {
    private static final Set<String> KEYWORDS = Set.of("none", "blocked", "server_names");

    /** @param path the beginning of the path; empty for any */
    record Host(String name, HostnameKey kind, String path) {}

    /** All arguments of a level, by kind. */
    record Groups(boolean none, boolean blocked, boolean serverNames, List<Host> hosts, List<Regex> patterns) {
        static Groups of(List<Referer> words) {
            Set<String> keywords = new HashSet<>();
            List<Host> hosts = new ArrayList<>();
            List<Regex> patterns = new ArrayList<>();
            for (Referer word : words) {
                if (word.keyword != null) {
                    keywords.add(word.keyword);
                } else if (word.host != null) {
                    hosts.add(word.host);
                } else {
                    patterns.add(word.pattern);
                }
            }
            return new Groups(
                    keywords.contains("none"),
                    keywords.contains("blocked"),
                    keywords.contains("server_names"),
                    List.copyOf(hosts),
                    List.copyOf(patterns));
        }
    }

    /** Reads one directive, and adds it to earlier ones of the same level. */
    static List<Referer> read(DirectiveArguments arguments, List<Referer> before) {
        List<Referer> all = new ArrayList<>(before);
        for (String word : arguments.args()) {
            Referer referer = read(arguments, word);
            if (referer.host != null && conflicts(referer.host, all)) {
                throw arguments.error("conflicting parameter \"" + Ascii.lower(referer.host.name) + "\"");
            }
            all.add(referer);
        }
        return List.copyOf(all);
    }

    private static Referer read(DirectiveArguments arguments, String word) {
        if (word.isEmpty()) {
            throw arguments.error("invalid referer \"\"");
        }
        if (KEYWORDS.contains(word)) {
            return new Referer(word, null, null);
        }
        if (word.startsWith("~")) {
            if (word.length() == 1) {
                throw arguments.error("empty regex in \"" + word + "\"");
            }
            return new Referer(null, null, arguments.regex(word.substring(1), true));
        }
        int slash = word.indexOf('/');
        String name = slash < 0 ? word : word.substring(0, slash);
        HostnameKey kind = HostnameKey.of(name);
        if (kind == null) {
            throw arguments.error("invalid hostname or wildcard \"" + name + "\"");
        }
        return new Referer(null, new Host(name, kind, slash < 0 ? "" : word.substring(slash)), null);
    }

    private static boolean conflicts(Host host, List<Referer> words) {
        return words.stream().anyMatch(word -> word.host != null && !Collections.disjoint(keys(word.host), keys(host)));
    }

    /** The keys of a name; {@code .a.test} has both {@code a.test} and {@code *.a.test}. */
    private static Set<String> keys(Host host) {
        String bare = Ascii.lower(host.kind.bare(host.name));
        return switch (host.kind) {
            case EXACT -> Set.of(bare);
            case HEAD -> Set.of("*." + bare);
            case TAIL -> Set.of(bare + ".*");
            case DOT -> Set.of(bare, "*." + bare);
        };
    }
}
