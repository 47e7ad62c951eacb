package io.gangway.proxy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A case-insensitive set of field names. Lookups, one for each field of a message, do not allocate. Immutable. */
final class FieldNames {
    private final String[][] byLength;

    FieldNames(Collection<String> names) {
        int longest = names.stream().mapToInt(String::length).max().orElse(0);
        List<List<String>> lists = new ArrayList<>();
        for (int i = 0; i <= longest; i++) {
            lists.add(new ArrayList<>());
        }
        names.forEach(name -> lists.get(name.length()).add(name));
        byLength = lists.stream().map(l -> l.toArray(String[]::new)).toArray(String[][]::new);
    }

    boolean contains(String name) {
        int length = name.length();
        if (length >= byLength.length) {
            return false;
        }
        for (String candidate : byLength[length]) {
            if (candidate.equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }
}
