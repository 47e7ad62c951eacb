package io.gangway.config;

import static io.gangway.config.Context.LOCATION;

import io.gangway.exchange.Location;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code limit_except}: all methods but a few have rules of their own in a location. {@code GET} stands for {@code HEAD} too. */
public final class LimitExcept {
    private static final List<String> METHODS = List.of(
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "DELETE",
            "MKCOL",
            "COPY",
            "MOVE",
            "OPTIONS",
            "PROPFIND",
            "PROPPATCH",
            "LOCK",
            "UNLOCK",
            "PATCH");

    /** The methods to which the rules do not apply. */
    static final Directive<Set<String>> LIMIT_EXCEPT = Directive.of(
                    "limit_except", 1, Integer.MAX_VALUE, LimitExcept::methods)
            .opens(Context.LIMIT_EXCEPT)
            .notInherited()
            .syntax("method ...")
            .says("Applies the directives in its block to all methods but these. GET includes HEAD.")
            .in(LOCATION);

    private final Set<String> spared;
    private final Location others;

    private LimitExcept(Set<String> spared, Location others) {
        this.spared = spared;
        this.others = others;
    }

    /** That of a location; null where there is none. */
    public static LimitExcept of(LocationBuilder location) {
        List<Scope> inner = location.scope().inner(LIMIT_EXCEPT);
        return inner.isEmpty()
                ? null
                : new LimitExcept(location.scope().own(LIMIT_EXCEPT), location.inner(inner.get(0)));
    }

    /** Where requests of a method go; null for those that stay. */
    public Location location(String method) {
        return spared.contains(method) ? null : others;
    }

    private static Set<String> methods(DirectiveArguments r) {
        Set<String> spared = new HashSet<>();
        for (String word : r.args()) {
            String method = word.toUpperCase(Locale.ROOT);
            if (!METHODS.contains(method)) {
                throw r.error("invalid method \"" + word + "\"");
            }
            spared.add(method);
        }
        if (spared.contains("GET")) {
            spared.add("HEAD");
        }
        return Set.copyOf(spared);
    }
}
