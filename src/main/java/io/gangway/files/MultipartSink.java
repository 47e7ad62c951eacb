package io.gangway.files;

import io.gangway.content.FileRegion;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.FilterSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Writes several ranges of a body. The body must arrive in one piece, as in nginx. Owned by its exchange. */
final class MultipartSink extends FilterSink {
    private final Exchange exchange;
    private final MultipartRanges parts;

    /** The file with the ranges, while they are written. */
    private FileRegion source;

    /** The next step: twice the index of a part for its header, one more for its bytes. */
    private int step;

    MultipartSink(Exchange exchange, Sink next, MultipartRanges parts) {
        super(next);
        this.exchange = exchange;
        this.parts = parts;
    }

    @Override
    public Written write(RetainableByteBuffer buffer, Mark mark) {
        if (!buffer.hasRemaining() && mark != Mark.LAST) {
            return next.write(buffer, mark);
        }
        if (buffer.remaining() != parts.total()) {
            buffer.release();
            return overlapped();
        }
        ByteBuffer body = buffer.getByteBuffer();
        RetainableByteBuffer out = exchange.loop().buffers().acquire((int) parts.length(), true);
        ByteBuffer into = out.getByteBuffer();
        into.clear();
        for (int i = 0; i < parts.count(); i++) {
            ByteRanges.ByteRange range = parts.range(i);
            into.put(parts.head(i));
            into.put(body.slice(body.position() + (int) range.start(), (int) range.length()));
        }
        into.put(parts.end()).flip();
        buffer.release();
        return next.write(out, Mark.LAST);
    }

    @Override
    public Written write(FileRegion region, Mark mark) {
        if (region.length() != parts.total()) {
            region.close();
            return overlapped();
        }
        source = region;
        return more();
    }

    @Override
    protected Written more() {
        while (source != null) {
            Written written = piece();
            if (written != Written.DONE) {
                return written;
            }
        }
        return Written.DONE;
    }

    private Written piece() {
        int part = step / 2;
        boolean head = step++ % 2 == 0;
        if (part == parts.count()) {
            free();
            return next.write(wrap(parts.end()), Mark.LAST);
        }
        if (head) {
            return next.write(wrap(parts.head(part)), Mark.MORE);
        }
        ByteRanges.ByteRange range = parts.range(part);
        FileRegion piece = new FileRegion(source.channel(), source.offset() + range.start(), range.length(), false);
        return next.write(piece, Mark.MORE);
    }

    private static RetainableByteBuffer wrap(byte[] bytes) {
        return RetainableByteBuffer.wrap(ByteBuffer.wrap(bytes));
    }

    private Written overlapped() {
        exchange.log(LogLevel.ALERT, "range in overlapped buffers");
        fail(new IOException("range in overlapped buffers"));
        return Written.FAILED;
    }

    @Override
    protected void free() {
        if (source != null) {
            source.close();
            source = null;
        }
    }
}
