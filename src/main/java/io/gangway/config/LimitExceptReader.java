package io.gangway.config;

import io.gangway.exchange.LimitExcept;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads {@code limit_except}. {@code GET} includes {@code HEAD}. */
final class LimitExceptReader {
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

    private LimitExceptReader() {}

    static Set<String> read(DirectiveArguments r) {
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

    /** The {@code limit_except} of a location, or null. */
    static LimitExcept of(LocationBuilder location) {
        List<Scope> inner = location.scope().inner(CoreHttp.LIMIT_EXCEPT);
        return inner.isEmpty()
                ? null
                : new LimitExcept(location.scope().own(CoreHttp.LIMIT_EXCEPT), location.inner(inner.get(0)));
    }
}
