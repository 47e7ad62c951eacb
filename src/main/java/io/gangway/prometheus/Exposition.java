package io.gangway.prometheus;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The metrics of one scrape, and the formats in which they are written. Owned by one scrape. */
final class Exposition {
    /** A text format. */
    enum Format {
        /** Prometheus text, version 0.0.4. */
        PROMETHEUS(PrometheusTextFormatWriter.create()),
        /** OpenMetrics text, version 1.0.0. */
        OPEN_METRICS(OpenMetricsTextFormatWriter.create());

        private final ExpositionFormatWriter writer;

        Format(ExpositionFormatWriter writer) {
            this.writer = writer;
        }

        /** The format for an {@code Accept} field, or for none. */
        static Format of(String accept) {
            return OPEN_METRICS.writer.accepts(accept) ? OPEN_METRICS : PROMETHEUS;
        }

        String contentType() {
            return writer.getContentType();
        }
    }

    private final List<Family> families = new ArrayList<>();

    /** @param name ends in {@code _total} */
    Family counter(String name, String help) {
        return family(name, help, Family.Type.COUNTER);
    }

    Family gauge(String name, String help) {
        return family(name, help, Family.Type.GAUGE);
    }

    /** @param name ends in {@code _seconds} */
    Family histogram(String name, String help) {
        return family(name, help, Family.Type.HISTOGRAM);
    }

    /** A number of events and the sum of their durations; the name ends in {@code _seconds}. */
    Family summary(String name, String help) {
        return family(name, help, Family.Type.SUMMARY);
    }

    /** A counter with a name that others have chosen. */
    Family untyped(String name, String help) {
        return family(name, help, Family.Type.UNTYPED);
    }

    private Family family(String name, String help, Family.Type type) {
        Family family = new Family(name, help, type);
        families.add(family);
        return family;
    }

    /** The text; metrics without any value are left out. */
    byte[] text(Format format) throws IOException {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        families.stream().filter(family -> !family.isEmpty()).forEach(family -> all.metricSnapshot(family.snapshot()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        format.writer.write(out, all.build(), EscapingScheme.DEFAULT);
        return out.toByteArray();
    }
}
