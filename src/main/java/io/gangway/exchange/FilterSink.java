package io.gangway.exchange;

import io.gangway.content.FileRegion;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.http.Fields;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * What a {@link Filter} puts into the way of the bytes. As it stands it passes all on; a filter overrides what it cares
 * for. One that turns one write into several keeps what the next sink had no room for and writes it in {@link #more}.
 */
public abstract class FilterSink implements Sink {
    /** Where the answer goes on. */
    protected final Sink next;

    protected FilterSink(Sink next) {
        this.next = next;
    }

    @Override
    public void head(Response response) {
        next.head(response);
    }

    @Override
    public Written write(RetainableByteBuffer buffer, Mark mark) {
        return next.write(buffer, mark);
    }

    @Override
    public Written write(FileRegion region, Mark mark) {
        return next.write(region, mark);
    }

    @Override
    public void trailers(Fields trailers) {
        next.trailers(trailers);
    }

    @Override
    public void fail(Throwable cause) {
        free();
        next.fail(cause);
    }

    /**
     * There is room again after a PENDING: writes what is held back. DONE lets the one before go on; after PENDING this is
     * called again.
     */
    protected Written more() {
        return Written.DONE;
    }

    /** Frees what is held back; called when the answer ends early. Idempotent. */
    protected void free() {}
}
