package io.gangway.slice;

import io.gangway.content.FileRegion;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Takes the response for one slice after the first. Confined to the loop of its exchange. */
final class SlicePart implements Sink {
    private final Exchange exchange;
    private final Sink target;
    private final Slices slices;
    /** Bytes of the first slice that are sent with the first ones of this; null for none. */
    private RetainableByteBuffer before;

    private boolean refused;

    /**
     * A slice that is asked for.
     *
     * @param target takes the bytes
     * @param before owned by this; null for none
     */
    SlicePart(Exchange exchange, Sink target, Slices slices, RetainableByteBuffer before) {
        this.before = before;
        this.exchange = exchange;
        this.target = target;
        this.slices = slices;
    }

    /** Whether the response is not what was asked for, which has been logged. */
    boolean isRefused() {
        return refused;
    }

    @Override
    public void head(Response response) {
        String wrong = response.status() == 206
                ? slices.accept(response, SliceFilter.contentRange(response))
                : "unexpected status code " + response.status() + " in slice response";
        if (wrong != null) {
            exchange.log(LogLevel.ERROR, wrong);
            refused = true;
        }
    }

    @Override
    public Written write(RetainableByteBuffer buffer, Mark mark) {
        if (refused) {
            buffer.release();
            return Written.FAILED;
        }
        return target.write(before == null ? buffer : joined(buffer), mark);
    }

    @Override
    public Written write(FileRegion region, Mark mark) {
        if (refused) {
            region.close();
            return Written.FAILED;
        }
        if (before == null) {
            return target.write(region, mark);
        }
        try {
            return write(region.read(exchange.loop().buffers(), 0, (int) region.length()), mark);
        } catch (IOException e) {
            exchange.unexpected(e);
            refused = true;
            slices.broken();
            return Written.FAILED;
        } finally {
            region.close();
        }
    }

    private RetainableByteBuffer joined(RetainableByteBuffer buffer) {
        ByteBuffer all = ByteBuffer.allocate(before.remaining() + buffer.remaining());
        all.put(before.getByteBuffer()).put(buffer.getByteBuffer()).flip();
        free();
        buffer.release();
        return RetainableByteBuffer.wrap(all);
    }

    /** Frees the bytes that have not been passed on. Idempotent. */
    void free() {
        if (before != null) {
            before.release();
            before = null;
        }
    }

    @Override
    public void fail(Throwable cause) {
        refused = true;
        slices.broken();
    }
}
