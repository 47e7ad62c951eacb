package io.gangway.exchange;

import io.gangway.content.FileRegion;
import io.gangway.content.HeldBytes;
import io.gangway.content.Sink;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** A filter sink that holds the bytes of one write until it has passed them all on. */
public abstract class HoldingSink extends FilterSink {
    protected final Exchange exchange;

    /** The last write; its mark is MORE once that was passed on. */
    protected final HeldBytes held = new HeldBytes();

    protected HoldingSink(Exchange exchange, Sink next) {
        super(next);
        this.exchange = exchange;
    }

    /** Passes on as much as the next sink takes; PENDING until all is passed on. */
    protected abstract Written run();

    @Override
    public Written write(RetainableByteBuffer buffer, Mark mark) {
        held.hold(buffer, mark);
        return run();
    }

    @Override
    public final Written write(FileRegion region, Mark mark) {
        held.hold(region, mark);
        return run();
    }

    @Override
    protected Written more() {
        return run();
    }

    @Override
    protected void free() {
        held.free();
    }
}
