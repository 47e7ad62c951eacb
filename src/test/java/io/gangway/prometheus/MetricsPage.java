package io.gangway.prometheus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The tables of {@code docs/metrics.md}: a row for each metric, from what a server shows. */
public final class MetricsPage {
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    private MetricsPage() {}

    /** The rows by name, as they are in the page. */
    public static Map<String, String> rows(Scrape scrape) {
        Map<String, TreeSet<String>> labels = new TreeMap<>();
        scrape.samples().keySet().forEach(series -> {
            String family = scrape.family(series.replaceFirst("\\{.*", ""));
            TreeSet<String> known = labels.computeIfAbsent(family, name -> new TreeSet<>());
            LABEL.matcher(series).results().map(found -> found.group(1)).forEach(known::add);
            known.remove("le");
        });
        Map<String, String> rows = new TreeMap<>();
        labels.forEach((name, of) -> rows.put(name, row(scrape, name, new ArrayList<>(of))));
        return rows;
    }

    private static String row(Scrape scrape, String name, List<String> labels) {
        return "| `" + name + "` | " + scrape.types().get(name) + " | " + String.join(", ", labels) + " | "
                + scrape.helps().get(name) + " |";
    }
}
