package io.gangway.otel;

/** Sends spans to a collector. Thread-safe. */
interface TraceExporter extends AutoCloseable {
    /** Queues a span; drops it when the queue is full. Never blocks. */
    void export(Span span);

    /** Sends what is queued and frees all resources. */
    @Override
    void close();
}
