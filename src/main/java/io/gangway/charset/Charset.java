package io.gangway.charset;

import java.util.HashMap;
import java.util.Map;

/** A charset of the configuration. Compared by identity; not changed after the configuration is read. */
final class Charset {
    private static final String UTF_8 = "utf-8";

    private final String name;
    private final Map<Charset, Table> tables = new HashMap<>();

    Charset(String name) {
        this.name = name;
    }

    /** The name as it was first written. */
    String name() {
        return name;
    }

    boolean isUtf8() {
        return name.equalsIgnoreCase(UTF_8);
    }

    /** The table for a conversion to the other charset; null without a {@code charset_map}. */
    Table table(Charset to) {
        return tables.get(to);
    }

    void table(Charset to, Table table) {
        tables.put(to, table);
    }
}
