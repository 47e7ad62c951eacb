package io.gangway.exchange;

import io.gangway.content.FileRegion;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.http.Fields;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * The sink that a {@link Filter} inserts. By default it passes everything on; subclasses override what they need. A
 * sink that splits a write keeps the bytes that the next sink had no room for, and writes them in {@link #more}.
 */
public abstract class FilterSink implements Sink {
    /** The next sink of the chain. */
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
     * Called when there is room again after PENDING: writes the bytes that are held back. DONE lets the previous sink
     * continue; after PENDING this is called again.
     */
    protected Written more() {
        return Written.DONE;
    }

    /** Frees the bytes that are held back, when the response ends early. Idempotent. */
    protected void free() {}
}
