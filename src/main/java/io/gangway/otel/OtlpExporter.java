package io.gangway.otel;

import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Exports spans with the SDK of OpenTelemetry: OTLP over HTTP, in batches, on a thread of the SDK. The only class that
 * loads it.
 */
final class OtlpExporter implements TraceExporter {
    /** How long {@link #close()} waits for the collector. */
    private static final long CLOSE_SECONDS = 2;

    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Resource resource;
    private final BatchSpanProcessor processor;
    private final ErrorLog log;
    private final int maxQueued;
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private final AtomicLong reportedNanos = new AtomicLong(System.nanoTime() - REPORT_NANOS);

    /**
     * Creates an exporter and its thread; connects with the first batch.
     *
     * @throws NoClassDefFoundError when the libraries are missing
     */
    OtlpExporter(ExporterSettings settings, Map<String, String> resourceAttributes, ErrorLog log) {
        this.log = log;
        AttributesBuilder attributes = Attributes.builder();
        resourceAttributes.forEach(attributes::put);
        resource = Resource.create(attributes.build());
        maxQueued = settings.batchSize() * settings.batchCount();
        processor = BatchSpanProcessor.builder(new Reporting(otlp(settings)))
                .setScheduleDelay(settings.interval())
                .setMaxExportBatchSize(settings.batchSize())
                .setMaxQueueSize(maxQueued)
                .build();
    }

    private static SpanExporter otlp(ExporterSettings settings) {
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.endpoint().toString())
                .setRetryPolicy(null);
        settings.headers().forEach(builder::addHeader);
        if (settings.trustedCertificate() != null) {
            try {
                builder.setTrustedCertificates(Files.readAllBytes(settings.trustedCertificate()));
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }
        return builder.build();
    }

    @Override
    public void export(Span span) {
        if (queued.incrementAndGet() > maxQueued) {
            queued.decrementAndGet();
            drop();
            return;
        }
        processor.onEnd(new OtlpSpan(span, resource));
    }

    /** Reports at most once a second. */
    private void drop() {
        int count = dropped.incrementAndGet();
        long reported = reportedNanos.get();
        long now = System.nanoTime();
        if (now - reported >= REPORT_NANOS && reportedNanos.compareAndSet(reported, now)) {
            log.write(LogLevel.NOTICE, "OTel dropped records: " + count);
        }
    }

    @Override
    public void close() {
        // A loop closes a replaced configuration; it must not wait.
        CompletableResultCode done = processor.shutdown();
        if (!Thread.currentThread().isDaemon()) {
            done.join(CLOSE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Counts what leaves the queue, and reports failures. */
    private final class Reporting implements SpanExporter {
        private final SpanExporter exporter;

        Reporting(SpanExporter exporter) {
            this.exporter = exporter;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            queued.addAndGet(-spans.size());
            CompletableResultCode result = exporter.export(spans);
            result.whenComplete(() -> {
                if (!result.isSuccess()) {
                    log.write(LogLevel.ERROR, "OTel export failure: " + reason(result));
                }
            });
            return result;
        }

        private static String reason(CompletableResultCode result) {
            Throwable failure = result.getFailureThrowable();
            if (failure == null) {
                return "the collector did not accept the spans";
            }
            Throwable cause = failure;
            while (cause.getMessage() == null && cause.getCause() != null) {
                cause = cause.getCause();
            }
            return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }
}
