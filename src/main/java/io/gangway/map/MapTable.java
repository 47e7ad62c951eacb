package io.gangway.map;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.http.Ascii;
import io.gangway.net.HostnameKey;
import io.gangway.regex.Regex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The entries of a {@code map}. Immutable. */
final class MapTable {
    private record Pattern(Regex regex, Template value) {}

    private final Map<String, Template> exact;

    /** Suffixes with their leading dot. */
    private final Map<String, Template> heads;

    /** Prefixes with their trailing dot. */
    private final Map<String, Template> tails;

    /** The length of the longest key in {@link #heads} and {@link #tails}: no longer part of a text is looked up. */
    private final int longest;

    private final List<Pattern> patterns;
    private final Template byDefault;
    private final boolean hostnames;

    private MapTable(Builder builder, boolean hostnames) {
        exact = Map.copyOf(builder.exact);
        heads = Map.copyOf(builder.heads);
        tails = Map.copyOf(builder.tails);
        longest = Stream.of(heads, tails)
                .flatMap(map -> map.keySet().stream())
                .mapToInt(String::length)
                .max()
                .orElse(0);
        patterns = List.copyOf(builder.patterns);
        byDefault = builder.byDefault == null ? Template.of("") : builder.byDefault;
        this.hostnames = hostnames;
    }

    /** The value for a text, or the default. A matching pattern sets the captures of the exchange. */
    Template find(Exchange exchange, String text) {
        String key = hostnames && text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        String lower = Ascii.lower(key);
        Template found = exact.get(lower);
        if (found == null && !heads.isEmpty()) {
            found = head(lower);
        }
        if (found == null && !tails.isEmpty()) {
            found = tail(lower);
        }
        // As in nginx, patterns are not tried on an empty text.
        if (found == null && !key.isEmpty()) {
            found = pattern(exchange, key);
        }
        return found == null ? byDefault : found;
    }

    private Template head(String name) {
        int first = Math.max(0, name.length() - longest);
        for (int dot = name.indexOf('.', first); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            Template found = heads.get(name.substring(dot));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private Template tail(String name) {
        for (int dot = name.lastIndexOf('.', longest - 1); dot >= 0; dot = name.lastIndexOf('.', dot - 1)) {
            Template found = tails.get(name.substring(0, dot + 1));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private Template pattern(Exchange exchange, String text) {
        for (Pattern pattern : patterns) {
            if (exchange.match(pattern.regex, text)) {
                return pattern.value;
            }
        }
        return null;
    }

    /** Collects the entries. */
    static final class Builder {
        private final Map<String, Template> exact = new HashMap<>();
        private final Map<String, Template> heads = new HashMap<>();
        private final Map<String, Template> tails = new HashMap<>();
        private final List<Pattern> patterns = new ArrayList<>();
        private Template byDefault;

        /** Sets the default; false if there is one already. */
        boolean byDefault(Template value) {
            if (byDefault != null) {
                return false;
            }
            byDefault = value;
            return true;
        }

        void pattern(Regex regex, Template value) {
            patterns.add(new Pattern(regex, value));
        }

        /** Adds a key; false if it exists already. */
        boolean text(String key, HostnameKey kind, Template value) {
            String bare = Ascii.lower(kind.bare(key));
            return switch (kind) {
                case EXACT -> exact.putIfAbsent(bare, value) == null;
                case HEAD -> heads.putIfAbsent('.' + bare, value) == null;
                case TAIL -> tails.putIfAbsent(bare + '.', value) == null;
                case DOT -> exact.putIfAbsent(bare, value) == null && heads.putIfAbsent('.' + bare, value) == null;
            };
        }

        MapTable build(boolean hostnames) {
            return new MapTable(this, hostnames);
        }
    }
}
