package io.gangway.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.jetty.util.ajax.JSON;

/** The bill of materials of one file in JSON, made of the bill of everything. */
final class JsonBill {
    /** Keeps the order of names. */
    private static final JSON ORDERED = new JSON() {
        @Override
        protected Map<String, Object> newMap() {
            return new LinkedHashMap<>();
        }
    };

    private JsonBill() {}

    /** Reads the bill of everything. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> read(Path all) throws IOException {
        return (Map<String, Object>) ORDERED.fromJSON(Files.readString(all));
    }

    /** The components of a bill. */
    static List<Map<String, Object>> components(Map<String, Object> bill) {
        return list(bill.get("components"));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Object array) {
        return Arrays.stream((Object[]) array)
                .map(each -> (Map<String, Object>) each)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** The bill of a file, with more components that the build does not know as dependencies. */
    @SuppressWarnings("unchecked")
    static String of(Map<String, Object> all, Described file, List<Map<String, Object>> more) {
        Map<String, Object> bill = new LinkedHashMap<>(all);
        Map<String, Object> metadata = new LinkedHashMap<>((Map<String, Object>) all.get("metadata"));
        Map<String, Object> root = new LinkedHashMap<>((Map<String, Object>) metadata.get("component"));
        Object rootRef = root.put("bom-ref", file.ref());
        root.put("type", "application");
        root.put("name", file.name());
        root.remove("purl");
        metadata.put("component", root);
        metadata.remove("properties");
        bill.put("serialNumber", file.serialNumber());
        bill.put("metadata", metadata);
        List<Map<String, Object>> components = components(all);
        components.removeIf(component -> !file.inside().contains(component.get("purl")));
        components.addAll(more);
        bill.put("components", components);
        List<Map<String, Object>> dependencies = new ArrayList<>();
        for (Map<String, Object> dependency : list(all.get("dependencies"))) {
            boolean isRoot = dependency.get("ref").equals(rootRef);
            if (isRoot || file.inside().contains(dependency.get("ref"))) {
                List<Object> on = new ArrayList<>(Arrays.asList((Object[]) dependency.get("dependsOn")));
                on.removeIf(ref -> !file.inside().contains(ref));
                Map<String, Object> kept = new LinkedHashMap<>();
                kept.put("ref", isRoot ? file.ref() : dependency.get("ref"));
                kept.put("dependsOn", on);
                dependencies.add(kept);
            }
        }
        bill.put("dependencies", dependencies);
        StringBuilder out = new StringBuilder();
        write(bill, "\n", out);
        return out.append('\n').toString();
    }

    private static void write(Object value, String indent, StringBuilder out) {
        String inner = indent + "  ";
        if (value instanceof Map<?, ?> map) {
            out.append('{');
            String separator = inner;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(separator).append(ORDERED.toJSON(entry.getKey())).append(" : ");
                write(entry.getValue(), inner, out);
                separator = "," + inner;
            }
            out.append(map.isEmpty() ? "" : indent).append('}');
        } else if (value instanceof List<?> list) {
            out.append('[');
            String separator = inner;
            for (Object each : list) {
                out.append(separator);
                write(each, inner, out);
                separator = "," + inner;
            }
            out.append(list.isEmpty() ? "" : indent).append(']');
        } else if (value instanceof Object[] array) {
            write(Arrays.asList(array), indent, out);
        } else {
            out.append(ORDERED.toJSON(value));
        }
    }
}
