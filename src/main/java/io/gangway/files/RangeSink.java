package io.gangway.files;

import io.gangway.content.FileRegion;
import io.gangway.content.Sink;
import io.gangway.exchange.FilterSink;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Passes one range of the body on. Owned by its exchange. */
final class RangeSink extends FilterSink {
    private final long start;
    private final long end;

    /** The position of the next byte in the body. */
    private long offset;

    /** @param offset the position of the first byte that is written */
    RangeSink(Sink next, ByteRanges.ByteRange range, long offset) {
        super(next);
        start = range.start();
        end = range.end();
        this.offset = offset;
    }

    @Override
    public Written write(RetainableByteBuffer buffer, Mark mark) {
        int size = buffer.remaining();
        long from = offset;
        offset += size;
        if (size == 0 && from < end) {
            return next.write(buffer, mark);
        }
        if (offset <= start || from >= end) {
            buffer.release();
            return Written.DONE;
        }
        var bytes = buffer.getByteBuffer();
        int position = bytes.position();
        bytes.limit(position + (int) (Math.min(end, offset) - from));
        bytes.position(position + (int) (Math.max(start, from) - from));
        return next.write(buffer, offset >= end ? Mark.LAST : mark);
    }

    @Override
    public Written write(FileRegion region, Mark mark) {
        long from = offset;
        offset += region.length();
        if (offset <= start || from >= end) {
            region.close();
            return Written.DONE;
        }
        long first = Math.max(start, from);
        FileRegion part = new FileRegion(
                region.channel(), region.offset() + first - from, Math.min(end, offset) - first, region.closes());
        return next.write(part, offset >= end ? Mark.LAST : mark);
    }
}
