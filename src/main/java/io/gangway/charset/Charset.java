package io.gangway.charset;

import java.util.HashMap;
import java.util.Map;

/** A charset that the configuration names. Compared by identity; not changed once the configuration was read. */
final class Charset {
    private static final String UTF_8 = "utf-8";

    private final String name;
    private final Map<Charset, Table> tables = new HashMap<>();

    Charset(String name) {
        this.name = name;
    }

    /** As the file wrote it first. */
    String name() {
        return name;
    }

    boolean isUtf8() {
        return name.equalsIgnoreCase(UTF_8);
    }

    /** How to recode into the other; null when no {@code charset_map} says it. */
    Table table(Charset to) {
        return tables.get(to);
    }

    void table(Charset to, Table table) {
        tables.put(to, table);
    }
}
