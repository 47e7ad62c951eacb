package io.gangway.slice;

import io.gangway.content.FileRegion;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Takes the response for one slice after the first. Confined to the loop of its exchange. */
final class SlicePart implements Sink {
    private final Exchange exchange;
    private final Sink target;
    private final Slices slices;
    private boolean refused;

    /** @param target takes the bytes */
    SlicePart(Exchange exchange, Sink target, Slices slices) {
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
        return target.write(buffer, mark);
    }

    @Override
    public Written write(FileRegion region, Mark mark) {
        if (refused) {
            region.close();
            return Written.FAILED;
        }
        return target.write(region, mark);
    }

    @Override
    public void fail(Throwable cause) {
        refused = true;
        slices.broken();
    }
}
