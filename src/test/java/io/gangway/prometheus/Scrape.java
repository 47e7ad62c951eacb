package io.gangway.prometheus;

import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of one scrape, read without the library that wrote it. */
public final class Scrape {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{.*})? (\\S+)");

    private final String text;
    private final Map<String, Double> samples = new LinkedHashMap<>();
    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, String> helps = new LinkedHashMap<>();
    /** Names of samples, as an expression uses them. */
    private final Set<String> names = new LinkedHashSet<>();
    /** What a reader would reject. */
    private final Set<String> errors = new LinkedHashSet<>();

    private Scrape(String text) {
        this.text = text;
        text.lines().forEach(this::line);
    }

    /** Reads {@code /metrics} of a port. */
    public static Scrape of(int port, String... fields) throws IOException {
        return of(RawHttp.get(port, "/metrics", fields).body());
    }

    /** Reads a text with one char per byte. */
    public static Scrape of(String body) {
        return new Scrape(new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    static RawResponse response(int port, String... fields) throws IOException {
        return RawHttp.get(port, "/metrics", fields);
    }

    private void line(String line) {
        if (line.startsWith("# TYPE ")) {
            String[] words = line.split(" ", 4);
            if (types.put(words[2], words[3]) != null) {
                errors.add("second TYPE of " + words[2]);
            }
        } else if (line.startsWith("# HELP ")) {
            String[] words = line.split(" ", 4);
            if (helps.put(words[2], words[3]) != null) {
                errors.add("second HELP of " + words[2]);
            }
        } else if (!line.startsWith("#") && !line.isEmpty()) {
            sample(line);
        }
    }

    private void sample(String line) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            errors.add("not a sample: " + line);
            return;
        }
        String series = sample.group(1) + (sample.group(2) == null ? "" : sample.group(2));
        double value = sample.group(3).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(sample.group(3));
        if (samples.put(series, value) != null) {
            errors.add("duplicate series " + series);
        }
        names.add(sample.group(1));
        if (family(sample.group(1)) == null) {
            errors.add("sample before its TYPE: " + line);
        }
    }

    /** The family of a sample's name; null when it has no TYPE. */
    String family(String name) {
        if (types.containsKey(name)) {
            return name;
        }
        for (String suffix : List.of("_bucket", "_count", "_sum", "_total")) {
            if (name.endsWith(suffix) && types.containsKey(name.substring(0, name.length() - suffix.length()))) {
                return name.substring(0, name.length() - suffix.length());
            }
        }
        return null;
    }

    /** The value of a series, labels in the order in which they are written; NaN when there is none. */
    public double value(String series) {
        return samples.getOrDefault(series, Double.NaN);
    }

    String text() {
        return text;
    }

    Map<String, Double> samples() {
        return samples;
    }

    /** All series, as they are written. */
    public Set<String> series() {
        return samples.keySet();
    }

    Map<String, String> types() {
        return types;
    }

    Map<String, String> helps() {
        return helps;
    }

    /** The names of all samples. */
    public Set<String> names() {
        return names;
    }

    Set<String> errors() {
        return errors;
    }
}
