package io.gangway.prometheus;

import io.gangway.conf.ByteText;
import io.gangway.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;

/** One metric: its name, help and type, and a value for each combination of labels. Owned by one scrape. */
final class Family {
    /** The types of metrics. */
    enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM,
        SUMMARY,
        /** A counter whose name, which others have chosen, does not end in {@code _total}. */
        UNTYPED
    }

    /** A distribution, with or without buckets. */
    private record Distribution(ClassicHistogramBuckets buckets, long count, double sum) {}

    private static final String TOTAL = "_total";
    private static final double MILLIS = 1000;

    private final String name;
    private final String help;
    private final Type type;
    private final Map<Labels, Double> values = new LinkedHashMap<>();
    private final Map<Labels, Distribution> distributions = new LinkedHashMap<>();

    Family(String name, String help, Type type) {
        this.name = name;
        this.help = help;
        this.type = type;
    }

    /**
     * Adds a value. Where the same labels occur twice, the values are added: one name of a configuration can have two
     * meanings, and a scrape must not fail for that.
     *
     * @param labels names and values in turn; values with one char per byte, as in a configuration
     */
    Family add(double value, String... labels) {
        values.merge(labels(labels), value, Double::sum);
        return this;
    }

    /** Adds a histogram of durations. */
    Family add(Histogram histogram, String... labels) {
        long[] counts = histogram.counts();
        long all = 0;
        for (long count : counts) {
            all += count;
        }
        ClassicHistogramBuckets buckets = ClassicHistogramBuckets.of(histogram.boundsSeconds(), counts);
        distributions.putIfAbsent(labels(labels), new Distribution(buckets, all, histogram.sumMillis() / MILLIS));
        return this;
    }

    /** Adds a number of events and the sum of their durations. */
    Family add(long count, double seconds, String... labels) {
        distributions.putIfAbsent(labels(labels), new Distribution(null, count, seconds));
        return this;
    }

    private static Labels labels(String... labels) {
        String[] decoded = labels.clone();
        for (int i = 1; i < labels.length; i += 2) {
            decoded[i] = ByteText.utf8(labels[i]);
        }
        return Labels.of(decoded);
    }

    boolean isEmpty() {
        return values.isEmpty() && distributions.isEmpty();
    }

    MetricSnapshot snapshot() {
        return switch (type) {
            case COUNTER -> counter();
            case GAUGE -> gauge();
            case HISTOGRAM -> histogram();
            case SUMMARY -> summary();
            case UNTYPED -> untyped();
        };
    }

    private MetricSnapshot counter() {
        var builder = CounterSnapshot.builder()
                .name(name.substring(0, name.length() - TOTAL.length()))
                .help(help);
        values.forEach((labels, value) ->
                builder.dataPoint(new CounterSnapshot.CounterDataPointSnapshot(value, labels, null, 0)));
        return builder.build();
    }

    private MetricSnapshot gauge() {
        var builder = GaugeSnapshot.builder().name(name).help(help);
        values.forEach(
                (labels, value) -> builder.dataPoint(new GaugeSnapshot.GaugeDataPointSnapshot(value, labels, null)));
        return builder.build();
    }

    private MetricSnapshot untyped() {
        var builder = UnknownSnapshot.builder().name(name).help(help);
        values.forEach((labels, value) ->
                builder.dataPoint(new UnknownSnapshot.UnknownDataPointSnapshot(value, labels, null)));
        return builder.build();
    }

    private MetricSnapshot histogram() {
        var builder = HistogramSnapshot.builder().name(name).help(help);
        distributions.forEach((labels, each) -> builder.dataPoint(
                new HistogramSnapshot.HistogramDataPointSnapshot(each.buckets, each.sum, labels, Exemplars.EMPTY, 0)));
        return builder.build();
    }

    private MetricSnapshot summary() {
        var builder = SummarySnapshot.builder().name(name).help(help);
        distributions.forEach((labels, each) -> builder.dataPoint(new SummarySnapshot.SummaryDataPointSnapshot(
                each.count, each.sum, Quantiles.EMPTY, labels, Exemplars.EMPTY, 0)));
        return builder.build();
    }
}
