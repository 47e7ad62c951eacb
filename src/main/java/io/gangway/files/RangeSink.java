package io.gangway.files;

import io.gangway.content.FileRegion;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.exchange.FilterSink;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Passes one range of the body on. Owned by its exchange. */
final class RangeSink extends FilterSink {
    private final long start;
    private final long end;

    private final Response response;

    /** The position of the next byte in the body; -1 before the first one. */
    private long offset = -1;

    /** @param response has the position of the first byte, which filters may change before it is written */
    RangeSink(Sink next, ByteRanges.ByteRange range, Response response) {
        super(next);
        start = range.start();
        end = range.end();
        this.response = response;
    }

    @Override
    public Written write(RetainableByteBuffer buffer, Mark mark) {
        int size = buffer.remaining();
        long from = from();
        offset = from + size;
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
        long from = from();
        offset = from + region.length();
        if (offset <= start || from >= end) {
            region.close();
            return Written.DONE;
        }
        long first = Math.max(start, from);
        FileRegion part = new FileRegion(
                region.channel(), region.offset() + first - from, Math.min(end, offset) - first, region.closes());
        return next.write(part, offset >= end ? Mark.LAST : mark);
    }

    private long from() {
        return offset < 0 ? response.contentOffset() : offset;
    }
}
