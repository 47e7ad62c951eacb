package io.gangway.exchange;

import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.http.PrefixTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The locations of one level, selected by nginx's rules: an exact match; the longest prefix; then, unless that is
 * {@code ^~}, the first regular expression that matches. Immutable.
 */
public final class LocationTree {
    /** A tree without locations. */
    public static final LocationTree EMPTY = new LocationTree(List.of());

    private final Map<String, Location> exact = new HashMap<>();
    private final Map<String, Location> named = new HashMap<>();
    private final PrefixTree<Location> prefixes;
    /** Locations to which a URI that lacks their final slash is redirected, by that URI. */
    private final Map<String, Location> directories = new HashMap<>();

    private final List<Location> patterns = new ArrayList<>();

    /** Creates the tree of one level. */
    public LocationTree(List<Location> locations) {
        Map<String, Location> byPrefix = new HashMap<>();
        for (Location location : locations) {
            LocationName name = location.name();
            switch (name.kind()) {
                case EXACT -> exact.put(name.text(), location);
                case NAMED -> named.putIfAbsent(name.text(), location);
                case PREFIX, PREFIX_FINAL -> byPrefix.put(name.text(), location);
                case REGEX -> patterns.add(location);
            }
        }
        prefixes = new PrefixTree<>(byPrefix);
        byPrefix.forEach((text, location) -> {
            if (location.addsSlash()) {
                directories.put(text.substring(0, text.length() - 1), location);
            }
        });
    }

    /**
     * The result of a search.
     *
     * @param location null when none was found
     * @param directory a location whose uri is that of the exchange with a slash, to which the client is redirected; or
     *     null
     * @param decided whether regular expressions are skipped
     */
    record Found(Location location, Location directory, boolean decided) {
        static final Found NOTHING = new Found(null, null, false);
    }

    Location named(String name) {
        return named.get(name);
    }

    /** Finds the location for the exchange's uri; a regular expression sets the exchange's captures. */
    Found find(Exchange exchange) {
        String uri = exchange.uri();
        Location whole = exact.get(uri);
        if (whole != null) {
            note(exchange, whole, "an exact match, which ends the search");
            return new Found(whole, null, true);
        }
        Location prefix = prefixes.longest(uri);
        Location directory = directories.get(uri);
        if (exchange.explanation() != null) {
            notePrefixes(exchange, prefix);
        }
        if (directory != null && (prefix == null || prefix.name().text().length() < uri.length())) {
            note(exchange, directory, "the URI lacks its final slash: the client is redirected");
            return new Found(null, directory, true);
        }
        Found found = prefix == null ? Found.NOTHING : new Found(prefix, null, false);
        if (prefix != null) {
            Found deeper = prefix.inner().find(exchange);
            if (deeper.decided) {
                return deeper;
            }
            if (deeper.location != null) {
                found = deeper;
            }
        }
        boolean last = prefix != null && prefix.name().kind() == LocationName.Kind.PREFIX_FINAL;
        if (last) {
            patterns.forEach(location -> note(exchange, location, "not tried: the longest prefix has ^~"));
        }
        return last ? found : pattern(exchange, found);
    }

    private Found pattern(Exchange exchange, Found otherwise) {
        for (Location location : patterns) {
            if (exchange.match(location.name().regex(), exchange.uri())) {
                if (exchange.explanation() != null) {
                    note(exchange, location, "the first regular expression that matches" + before(otherwise));
                }
                Found deeper = location.inner().find(exchange);
                return deeper.directory != null
                        ? deeper
                        : new Found(deeper.location != null ? deeper.location : location, null, true);
            }
            note(exchange, location, "does not match");
        }
        return otherwise;
    }

    // ---- for an explanation

    private static void note(Exchange exchange, Location location, String text) {
        if (exchange.explanation() != null) {
            LocationSource source = location.source();
            exchange.explanation().step(Topic.LOCATION, source.node(), source.title() + ": " + text);
        }
    }

    private void notePrefixes(Exchange exchange, Location longest) {
        for (Location location : prefixes.all(exchange.uri())) {
            if (location != longest) {
                note(exchange, location, "a shorter prefix");
            }
        }
        if (longest != null) {
            note(exchange, longest, "the longest prefix of \"" + exchange.uri() + "\"");
        }
    }

    private static String before(Found prefix) {
        return prefix.location == null
                ? ""
                : ", which comes before the prefix " + prefix.location.name().text();
    }
}
