package io.gangway.gzip;

import io.gangway.content.Sink;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.CodingSink;
import io.gangway.exchange.Exchange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.eclipse.jetty.util.compression.CompressionPool;
import org.eclipse.jetty.util.compression.DeflaterPool;

/** Compresses one response. Holds a deflater from its first to its last byte. */
final class GzipSink extends CodingSink {
    /** Method deflate, no flags, no time, operating system Unix. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};

    private static final int TRAILER_SIZE = 8;

    private static final AttachmentKey<GzipSink> KEY = new AttachmentKey<>("gzip");

    private final DeflaterPool pool;
    private final CRC32 crc = new CRC32();

    /** Null before the first byte and after the last. */
    private CompressionPool<Deflater>.Entry entry;

    private boolean begun;
    private long read;
    private long written;

    GzipSink(Exchange exchange, Sink next, DeflaterPool pool) {
        super(exchange, next);
        this.pool = pool;
        exchange.put(KEY, this);
    }

    /** {@code $gzip_ratio}: the compression ratio; null when the response was not compressed. */
    static String ratio(Exchange exchange) {
        GzipSink sink = exchange.get(KEY);
        if (sink == null || sink.written == 0) {
            return null;
        }
        long hundredths = (sink.read * 1000 / sink.written + 5) / 10;
        return hundredths / 100 + (hundredths % 100 < 10 ? ".0" : ".") + hundredths % 100;
    }

    /** As in nginx, what is not flushed is not sent. */
    @Override
    protected boolean keepsOutputOfFailure() {
        return false;
    }

    @Override
    protected boolean code(ByteBuffer in, ByteBuffer to, Mark mark) {
        int start = to.position();
        begin(to);
        boolean all = deflate(in, to, mark) && (mark != Mark.LAST || trailer(to));
        written += to.position() - start;
        return all;
    }

    private void begin(ByteBuffer to) {
        if (!begun) {
            begun = true;
            entry = pool.acquire();
            to.put(HEADER);
        }
    }

    private boolean deflate(ByteBuffer in, ByteBuffer to, Mark mark) {
        Deflater deflater = entry.get();
        int from = in.position();
        if (in.hasRemaining()) {
            deflater.setInput(in);
        }
        if (mark == Mark.LAST) {
            deflater.finish();
        }
        int flush = mark == Mark.FLUSH ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH;
        boolean all = false;
        while (!all && to.hasRemaining()) {
            all = deflater.deflate(to, flush) == 0;
        }
        read += in.position() - from;
        crc.update(in.duplicate().limit(in.position()).position(from));
        return all || mark == Mark.LAST && deflater.finished();
    }

    private boolean trailer(ByteBuffer to) {
        if (to.remaining() < TRAILER_SIZE) {
            return false;
        }
        to.order(ByteOrder.LITTLE_ENDIAN).putInt((int) crc.getValue()).putInt((int) read);
        to.order(ByteOrder.BIG_ENDIAN);
        return true;
    }

    @Override
    protected void end() {
        if (entry != null) {
            entry.release();
            entry = null;
        }
    }
}
