package io.gangway.upstream.exchange;

import io.gangway.cache.CacheCounts;
import io.gangway.cache.CacheWriter;
import java.io.IOException;
import java.util.function.BiConsumer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Stores a body in a cache. Confined to its loop. */
final class CacheFill implements StoredBody {
    private final CacheWriter writer;
    private final CacheCounts counts;
    private final CacheCounts.Status status;

    /**
     * @param status by which it is counted in {@code counts} when it is complete
     * @param progressed called when bytes have been written
     */
    CacheFill(CacheWriter writer, CacheCounts counts, CacheCounts.Status status, Runnable progressed) {
        this.writer = writer;
        this.counts = counts;
        this.status = status;
        writer.whenWritten(progressed);
    }

    @Override
    public void add(RetainableByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            bytes.retain();
            writer.write(RetainableByteBuffer.wrap(bytes.getByteBuffer().slice(), bytes::release));
        }
    }

    @Override
    public boolean isFull() {
        return writer.isFull();
    }

    @Override
    public long written() {
        return writer.written();
    }

    @Override
    public void read(long from, int size, BiConsumer<RetainableByteBuffer, IOException> then) {
        writer.read(from, size, then);
    }

    @Override
    public void complete(Runnable then) {
        counts.countWritten(status, writer.bodyLength());
        writer.finish(then);
    }

    @Override
    public void abort() {
        writer.abort();
    }

    @Override
    public void close() {
        writer.close();
    }
}
