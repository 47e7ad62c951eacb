package io.gangway.prometheus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of {@code promtool check metrics} and of https://prometheus.io/docs/practices/naming/, for machines without
 * promtool. Returns what is wrong.
 */
final class ExpositionRules {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"(,|$)");
    private static final Pattern LE = Pattern.compile(",?le=\"([^\"]+)\"");

    /** Units that are not base units, as words of a name. */
    private static final Set<String> OTHER_UNITS = Set.of(
            "ms",
            "millis",
            "milliseconds",
            "us",
            "microseconds",
            "nanos",
            "nanoseconds",
            "minutes",
            "hours",
            "days",
            "kb",
            "mb",
            "gb",
            "kilobytes",
            "megabytes",
            "bits",
            "percent");

    private static final Set<String> TYPES = Set.of("counter", "gauge", "histogram", "summary", "untyped");

    private final Scrape scrape;
    private final List<String> wrong;

    private ExpositionRules(Scrape scrape) {
        this.scrape = scrape;
        wrong = new ArrayList<>(scrape.errors());
    }

    static List<String> check(Scrape scrape) {
        ExpositionRules rules = new ExpositionRules(scrape);
        scrape.types().forEach(rules::family);
        scrape.samples().keySet().forEach(rules::labels);
        rules.histograms();
        return rules.wrong;
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            wrong.add(what);
        }
    }

    private void family(String name, String type) {
        require(NAME.matcher(name).matches(), name + " is not in snake case");
        require(TYPES.contains(type), name + " has the unknown type " + type);
        require(scrape.helps().getOrDefault(name, "").endsWith("."), name + " has no sentence as help");
        require(type.equals("counter") == name.endsWith("_total"), name + " ends in _total, or is a counter");
        for (String word : name.split("_")) {
            require(!OTHER_UNITS.contains(word), name + " has no base unit");
            require(!TYPES.contains(word), name + " names its type");
        }
        for (String suffix : List.of("_count", "_sum", "_bucket")) {
            require(!name.endsWith(suffix), name + " ends in " + suffix);
        }
        if (type.equals("histogram") || type.equals("summary")) {
            require(name.endsWith("_seconds"), name + " has no unit");
        }
        for (String unit : List.of("seconds", "bytes")) {
            boolean ends = name.endsWith("_" + unit) || name.endsWith("_" + unit + "_total");
            require(!List.of(name.split("_")).contains(unit) || ends, name + " has its unit in the middle");
        }
    }

    private void labels(String series) {
        int brace = series.indexOf('{');
        if (brace < 0) {
            return;
        }
        String labels = series.substring(brace + 1, series.length() - 1);
        Matcher each = LABEL.matcher(labels);
        int end = 0;
        while (each.find() && each.start() == end) {
            require(NAME.matcher(each.group(1)).matches(), series + " has a label that is not in snake case");
            end = each.end();
        }
        require(end == labels.length(), series + " has labels that cannot be read");
        boolean isBucket = series.startsWith("_bucket", brace - "_bucket".length());
        require(isBucket == LE.matcher(labels).find(), series + " has le, or is a bucket");
    }

    /** Buckets do not fall, the last one is infinite and as large as the count. */
    private void histograms() {
        Map<String, Double> last = new TreeMap<>();
        scrape.samples().forEach((series, value) -> {
            int brace = series.indexOf('{');
            if (brace > 0 && series.substring(0, brace).endsWith("_bucket")) {
                String rest =
                        LE.matcher(series.substring(brace)).replaceFirst("").replace("{,", "{");
                String key =
                        series.substring(0, brace - "_bucket".length()) + "_count" + (rest.equals("{}") ? "" : rest);
                require(value >= last.getOrDefault(key, 0.0), series + " is less than the bucket before");
                last.put(key, value);
                if (series.contains("le=\"+Inf\"")) {
                    require(value == scrape.value(key), series + " is not the count");
                }
            }
        });
    }
}
