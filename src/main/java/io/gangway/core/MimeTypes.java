package io.gangway.core;

import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.DirectiveBuilder;
import io.gangway.content.Response;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A set of content types, as configured by {@code charset_types} and {@code gzip_types}. Immutable.
 *
 * @param names in lower case; null for all types ({@code *})
 */
public record MimeTypes(Set<String> names) {
    /** A directive for a set of types; the first default type belongs to every set. */
    public static DirectiveBuilder<MimeTypes> directive(String name, String... byDefault) {
        return Directive.of(name, 1, Integer.MAX_VALUE, r -> read(r, byDefault[0]))
                .byDefault(new MimeTypes(Set.copyOf(List.of(byDefault))))
                .combinedBy(MimeTypes::and);
    }

    /** Whether the set contains the type of a response. */
    public boolean has(Response response) {
        return has(response.contentType());
    }

    /** Whether the set contains a type, given without parameters. */
    public boolean has(String type) {
        return names == null || type != null && names.contains(type.toLowerCase(Locale.ROOT));
    }

    private static MimeTypes read(DirectiveArguments r, String always) {
        Set<String> names = new LinkedHashSet<>();
        names.add(always);
        for (String word : r.args()) {
            if (word.equals("*")) {
                return new MimeTypes(null);
            }
            if (!names.add(word.toLowerCase(Locale.ROOT))) {
                r.warn("duplicate MIME type \"" + word.toLowerCase(Locale.ROOT) + "\"");
            }
        }
        return new MimeTypes(Set.copyOf(names));
    }

    private MimeTypes and(MimeTypes other) {
        if (names == null || other.names == null) {
            return new MimeTypes(null);
        }
        Set<String> both = new LinkedHashSet<>(names);
        both.addAll(other.names);
        return new MimeTypes(Set.copyOf(both));
    }
}
