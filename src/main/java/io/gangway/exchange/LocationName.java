package io.gangway.exchange;

import io.gangway.regex.Regex;

/**
 * How a location is matched, as its {@code location} line says.
 *
 * @param text the uri, name or pattern as written
 * @param kind its kind
 * @param regex for the kind REGEX, else null
 */
public record LocationName(String text, Kind kind, Regex regex) {
    /** Locations of one group may not share a name; null where they may. */
    public Kind group() {
        return switch (kind) {
            case PREFIX, PREFIX_FINAL -> Kind.PREFIX;
            case EXACT -> Kind.EXACT;
            case REGEX, NAMED -> null;
        };
    }

    /** The forms of {@code location}. */
    public enum Kind {
        /** {@code location /uri} */
        PREFIX,
        /** {@code location ^~ /uri} */
        PREFIX_FINAL,
        /** {@code location = /uri} */
        EXACT,
        /** {@code location ~ pattern} and {@code ~*} */
        REGEX,
        /** {@code location @name} */
        NAMED
    }
}
