package io.gangway.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The argument {@code fields}: which fields of objects are shown. Immutable. */
final class FieldSelection {
    /** Null for all fields. */
    private final List<String> names;

    private FieldSelection(List<String> names) {
        this.names = names;
    }

    /**
     * Reads the argument.
     *
     * @param text such as {@code version,build}; null without the argument
     */
    static FieldSelection of(String text) {
        return new FieldSelection(
                text == null
                        ? null
                        : text.isEmpty()
                                ? List.of()
                                : List.of(text.replace("%2C", ",").split(",")));
    }

    /** The chosen fields of an object. */
    Map<String, Object> of(Map<String, Object> object) {
        if (names == null) {
            return object;
        }
        Map<String, Object> chosen = new LinkedHashMap<>(object);
        chosen.keySet().retainAll(names);
        return chosen;
    }

    /** The chosen fields of each object; only the names of the objects if no field is chosen. */
    Object ofEach(Map<String, Map<String, Object>> objects) {
        if (names != null && names.isEmpty()) {
            return new ArrayList<>(objects.keySet());
        }
        Map<String, Object> chosen = new LinkedHashMap<>();
        objects.forEach((name, object) -> chosen.put(name, of(object)));
        return chosen;
    }
}
