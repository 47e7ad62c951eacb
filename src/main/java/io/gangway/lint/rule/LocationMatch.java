package io.gangway.lint.rule;

import io.gangway.conf.Word;
import java.util.List;

/**
 * What a location matches.
 *
 * @param kind how the pattern is compared
 * @param pattern the URI, the prefix, the regular expression or the name
 */
public record LocationMatch(Kind kind, String pattern) {
    /** How the pattern is compared with a URI. */
    public enum Kind {
        /** {@code = /uri}. */
        EXACT,
        /** {@code /prefix}. */
        PREFIX,
        /** {@code ^~ /prefix}: no regular expression is tried after it. */
        FINAL_PREFIX,
        /** {@code ~ regex}. */
        REGEX,
        /** {@code ~* regex}, without regard to case. */
        CASELESS_REGEX,
        /** {@code @name}: only for internal redirects. */
        NAMED
    }

    /** The modifier may be joined to the pattern, as in {@code location =/uri}. */
    static LocationMatch of(List<Word> args) {
        String first = args.get(0).text();
        if (args.size() > 1) {
            return new LocationMatch(kind(first), args.get(1).text());
        }
        for (String modifier : List.of("=", "^~", "~*", "~")) {
            if (first.startsWith(modifier)) {
                return new LocationMatch(kind(modifier), first.substring(modifier.length()));
            }
        }
        return new LocationMatch(first.startsWith("@") ? Kind.NAMED : Kind.PREFIX, first);
    }

    private static Kind kind(String modifier) {
        return switch (modifier) {
            case "=" -> Kind.EXACT;
            case "^~" -> Kind.FINAL_PREFIX;
            case "~" -> Kind.REGEX;
            case "~*" -> Kind.CASELESS_REGEX;
            default -> Kind.PREFIX;
        };
    }

    /** Whether the pattern is a regular expression. */
    public boolean isRegex() {
        return kind == Kind.REGEX || kind == Kind.CASELESS_REGEX;
    }

    /** Whether the pattern is a prefix, with or without {@code ^~}. */
    public boolean isPrefix() {
        return kind == Kind.PREFIX || kind == Kind.FINAL_PREFIX;
    }
}
