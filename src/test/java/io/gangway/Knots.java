package io.gangway;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds for each package the largest set of top-level types that all reach one another: a knot. */
final class Knots {
    private final Map<String, Map<String, Set<String>>> packages = new TreeMap<>();

    private Knots() {}

    static Knots of(JavaClasses classes) {
        Knots knots = new Knots();
        for (JavaClass type : classes) {
            if (!type.getSimpleName().equals("package-info")) {
                knots.add(type);
            }
        }
        return knots;
    }

    private void add(JavaClass type) {
        String home = type.getPackageName();
        Set<String> known = packages.computeIfAbsent(home, name -> new TreeMap<>())
                .computeIfAbsent(topLevel(type), name -> new TreeSet<>());
        type.getDirectDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(target -> target.getPackageName().equals(home))
                .map(Knots::topLevel)
                .forEach(known::add);
    }

    private static String topLevel(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }

    Map<String, Integer> types() {
        return packages.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().size()));
    }

    /** The size of the largest knot of each package; 1 if no two types reach one another. */
    Map<String, Integer> largest() {
        return packages.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> largest(entry.getValue())));
    }

    private static int largest(Map<String, Set<String>> known) {
        Map<String, Set<String>> reached = new HashMap<>();
        known.keySet().forEach(type -> reached.put(type, reach(type, known)));
        return known.keySet().stream()
                .mapToInt(type -> (int) reached.get(type).stream()
                        .filter(other -> reached.get(other).contains(type))
                        .count())
                .map(size -> Math.max(size, 1))
                .max()
                .orElse(0);
    }

    private static Set<String> reach(String from, Map<String, Set<String>> known) {
        Set<String> reached = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(known.getOrDefault(from, Set.of()));
        while (!open.isEmpty()) {
            String type = open.pop();
            if (reached.add(type)) {
                open.addAll(known.getOrDefault(type, Set.of()));
            }
        }
        return reached;
    }
}
