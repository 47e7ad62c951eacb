package io.gangway.exchange;

import io.gangway.regex.Regex;

/**
 * The name of a location and how it is matched.
 *
 * @param text the uri, name or pattern as written
 * @param kind the form of the {@code location} line
 * @param regex for REGEX, else null
 */
public record LocationName(String text, Kind kind, Regex regex) {
    /** The group of locations within which names must be unique; null when duplicates are allowed. */
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
