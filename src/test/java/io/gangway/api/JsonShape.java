package io.gangway.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The shape of a JSON value, to check responses: {@code int}, {@code bool}, {@code text}, {@code time} (ISO 8601 with
 * milliseconds), {@code [int]} for arrays, {@code {name text, size? int}} for objects, {@code {* int}} for maps. A
 * question mark stands for a field that may be absent.
 */
final class JsonShape {
    private static final Map<String, Predicate<Object>> SIMPLE = Map.of(
            "int",
            value -> value instanceof Long number && number >= 0,
            "bool",
            Boolean.class::isInstance,
            "text",
            String.class::isInstance,
            "time",
            value -> value instanceof String time
                    && time.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"));

    private final List<String> words;
    private int at;
    private final List<String> wrong = new ArrayList<>();

    private JsonShape(String shape) {
        words = List.of(shape.replaceAll("([\\[\\]{},])", " $1 ").strip().split("\\s+"));
    }

    /** What does not fit, each with its path; empty when all fits. */
    static List<String> wrong(String shape, Object value) {
        JsonShape reader = new JsonShape(shape);
        reader.check("", value);
        if (reader.at != reader.words.size()) {
            throw new IllegalArgumentException("shape: " + shape);
        }
        return reader.wrong;
    }

    private String next() {
        return words.get(at++);
    }

    private void check(String path, Object value) {
        String word = next();
        if (word.equals("[")) {
            array(path, value);
        } else if (word.equals("{")) {
            object(path, value);
        } else if (!SIMPLE.get(word).test(value)) {
            wrong.add(path + " is no " + word + ": " + value);
        }
    }

    private void array(String path, Object value) {
        int element = at;
        skip();
        int end = at;
        if (!(value instanceof Object[] items)) {
            wrong.add(path + " is no array: " + value);
        } else {
            for (int i = 0; i < items.length; i++) {
                at = element;
                check(path + "[" + i + "]", items[i]);
            }
        }
        at = end + 1;
    }

    private void object(String path, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            wrong.add(path + " is no object: " + value);
            at--;
            skip();
            return;
        }
        Map<Object, Object> left = new LinkedHashMap<>(map);
        while (true) {
            String name = next();
            if (name.equals("}")) {
                break;
            }
            if (name.equals(",")) {
                continue;
            }
            int type = at;
            if (name.equals("*")) {
                left.forEach((key, each) -> {
                    at = type;
                    check(path + "." + key, each);
                });
                left.clear();
                at = type;
                skip();
            } else {
                field(path, left, name);
            }
        }
        left.keySet().forEach(name -> wrong.add(path + "." + name + " is unknown"));
    }

    private void field(String path, Map<Object, Object> left, String word) {
        boolean optional = word.endsWith("?");
        String name = optional ? word.substring(0, word.length() - 1) : word;
        if (left.containsKey(name)) {
            check(path + "." + name, left.remove(name));
        } else {
            if (!optional) {
                wrong.add(path + "." + name + " is missing");
            }
            skip();
        }
    }

    /** Skips one shape. */
    private void skip() {
        int depth = 0;
        do {
            String word = next();
            depth += word.equals("{") || word.equals("[") ? 1 : word.equals("}") || word.equals("]") ? -1 : 0;
        } while (depth > 0);
    }
}
