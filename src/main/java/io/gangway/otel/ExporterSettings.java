package io.gangway.otel;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The values of an {@code otel_exporter} block.
 *
 * @param endpoint where spans are sent (OTLP over HTTP), with its path
 * @param trustedCertificate CA certificates in PEM format; null for those of the JVM
 * @param headers fields of each request, names in lower case
 * @param interval the longest time between two requests
 * @param batchSize the number of spans in one request
 * @param batchCount how many batches may wait; further spans are dropped
 */
record ExporterSettings(
        URI endpoint,
        Path trustedCertificate,
        Map<String, String> headers,
        Duration interval,
        int batchSize,
        int batchCount) {}
