package io.gangway.ssi;

import io.gangway.content.FileRegion;
import io.gangway.content.HeldBytes;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.exchange.Subrequest;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * The response of an include at its place in the page. Until its turn comes, it holds one write of its subrequest, which
 * waits. Owned by its {@link SsiSink}; confined to its loop.
 */
final class Included implements Sink, SsiPiece {
    private final Sink target;
    /** What stands for an empty response; null for nothing. */
    private final String stub;

    /** The write that waits for its turn. */
    private final HeldBytes held = new HeldBytes();

    private Subrequest subrequest;
    private boolean active;
    private boolean waits;
    private boolean blocked;
    private boolean ended;
    private boolean empty = true;

    /**
     * Creates the place of an include.
     *
     * @param target of the response, once its turn has come
     */
    Included(Sink target, String stub) {
        this.target = target;
        this.stub = stub;
    }

    /** Sets the subrequest, before it starts. */
    void subrequest(Subrequest started) {
        subrequest = started;
    }

    boolean isActive() {
        return active;
    }

    /** Its turn has come. */
    void activate() {
        active = true;
        if (!waits) {
            return;
        }
        waits = false;
        Mark mark = held.takeMark();
        Written written = held.isEmpty() ? target.write(RetainableByteBuffer.EMPTY, mark) : held.writeAll(target, mark);
        blocked = written == Written.PENDING;
        if (written == Written.DONE) {
            subrequest.writable();
        }
    }

    /** The target has room again: continues, if this was waiting for it. */
    void writable() {
        if (blocked) {
            blocked = false;
            subrequest.writable();
        }
    }

    /** The subrequest has ended. */
    void end() {
        ended = true;
    }

    /** Whether the subrequest has ended and nothing is held. */
    boolean isDone() {
        return ended && !waits;
    }

    /** What is to be inserted after the end; null for nothing. */
    String stub() {
        return empty ? stub : null;
    }

    @Override
    public void head(Response response) {
        target.head(response);
    }

    @Override
    public Written write(RetainableByteBuffer buffer, Mark mark) {
        empty &= !buffer.hasRemaining();
        if (!active) {
            held.hold(buffer, mark);
            waits = true;
            return Written.PENDING;
        }
        return passed(target.write(buffer, mark));
    }

    @Override
    public Written write(FileRegion region, Mark mark) {
        empty &= region.length() == 0;
        if (!active) {
            held.hold(region, mark);
            waits = true;
            return Written.PENDING;
        }
        return passed(target.write(region, mark));
    }

    private Written passed(Written written) {
        blocked = written == Written.PENDING;
        return written;
    }

    @Override
    public void fail(Throwable cause) {
        // The page continues.
    }

    @Override
    public void free() {
        held.free();
        waits = false;
        Subrequest unwanted = ended ? null : subrequest;
        ended = true;
        if (unwanted != null) {
            unwanted.cancel();
        }
    }
}
