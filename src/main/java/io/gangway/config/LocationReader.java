package io.gangway.config;

import io.gangway.exchange.LocationName;
import io.gangway.regex.Regex;

/** Reads the arguments of {@code location}. */
final class LocationReader {
    private LocationReader() {}

    static LocationName read(DirectiveArguments r) {
        LocationName name = r.count() == 2 ? withModifier(r) : bare(r, r.arg(0));
        nesting(r, name);
        r.inner().put(CoreHttp.LOCATION_NAME, name);
        return name;
    }

    private static LocationName withModifier(DirectiveArguments r) {
        String text = r.arg(1);
        return switch (r.arg(0)) {
            case "=" -> new LocationName(text, LocationName.Kind.EXACT, null);
            case "^~" -> new LocationName(text, LocationName.Kind.PREFIX_FINAL, null);
            case "~" -> regex(r, text, false);
            case "~*" -> regex(r, text, true);
            default -> throw r.error("invalid location modifier \"" + r.arg(0) + "\"");
        };
    }

    private static LocationName bare(DirectiveArguments r, String word) {
        if (word.startsWith("=")) {
            return new LocationName(word.substring(1), LocationName.Kind.EXACT, null);
        }
        if (word.startsWith("^~")) {
            return new LocationName(word.substring(2), LocationName.Kind.PREFIX_FINAL, null);
        }
        if (word.startsWith("~*")) {
            return regex(r, word.substring(2), true);
        }
        if (word.startsWith("~")) {
            return regex(r, word.substring(1), false);
        }
        if (word.startsWith("@")) {
            return new LocationName(word, LocationName.Kind.NAMED, null);
        }
        return new LocationName(word, LocationName.Kind.PREFIX, null);
    }

    private static LocationName regex(DirectiveArguments r, String pattern, boolean caseInsensitive) {
        Regex regex = r.regex(pattern, caseInsensitive);
        return new LocationName(pattern, LocationName.Kind.REGEX, regex);
    }

    private static void nesting(DirectiveArguments r, LocationName name) {
        if (r.scope().context() != Context.LOCATION) {
            return;
        }
        LocationName outer = r.scope().own(CoreHttp.LOCATION_NAME);
        if (outer.kind() == LocationName.Kind.EXACT) {
            throw r.error(
                    "location \"" + name.text() + "\" cannot be inside the exact location \"" + outer.text() + "\"");
        }
        if (outer.kind() == LocationName.Kind.NAMED) {
            throw r.error(
                    "location \"" + name.text() + "\" cannot be inside the named location \"" + outer.text() + "\"");
        }
        if (name.kind() == LocationName.Kind.NAMED) {
            throw r.error("named location \"" + name.text() + "\" can be on the server level only");
        }
        if (name.kind() != LocationName.Kind.REGEX && !name.text().startsWith(outer.text())) {
            throw r.error("location \"" + name.text() + "\" is outside location \"" + outer.text() + "\"");
        }
    }
}
