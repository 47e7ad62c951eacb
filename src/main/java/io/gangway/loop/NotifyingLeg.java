package io.gangway.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * A leg's reports to its listener: one {@link Leg.Listener#readable()} for each demand, also for bytes that were given
 * back. Confined to the loop.
 */
public abstract class NotifyingLeg implements Leg {
    private Listener listener;

    /** Bytes that {@link #fill} returns first; null when there are none. */
    private ByteBuffer unread;

    private boolean demanded;
    private boolean posted;

    @Override
    public final void listener(Listener newListener) {
        listener = newListener;
    }

    @Override
    public final void unread(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            unread = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        }
    }

    /** The bytes that were given back and not read again; null when there are none. */
    protected final ByteBuffer unread() {
        return unread;
    }

    /** Does not report any more, and discards what was given back. */
    protected final void detach() {
        listener = null;
        unread = null;
    }

    @Override
    public final int fill(ByteBuffer buffer) throws IOException {
        if (unread == null) {
            return read(buffer);
        }
        int n = BufferUtil.append(buffer, unread);
        if (!unread.hasRemaining()) {
            unread = null;
        }
        return n;
    }

    /** As {@link #fill}, after the bytes that were given back. */
    protected abstract int read(ByteBuffer buffer) throws IOException;

    @Override
    public final void demand() {
        demanded = true;
        if (unread != null) {
            post();
        } else {
            await();
        }
    }

    /** A demand waits: {@link #readable()} or {@link #post()} must follow, once for many calls. */
    protected abstract void await();

    /** Calls {@link #readable()} in the next iteration. */
    protected final void post() {
        if (!posted) {
            posted = true;
            loop().execute(() -> {
                posted = false;
                readable();
            });
        }
    }

    /** Notifies the listener if it waits. */
    protected void readable() {
        if (demanded) {
            demanded = false;
            notifyListener(Listener::readable);
        }
    }

    /**
     * Calls the listener. A failure is reported to the listener itself: no caller could end the exchange that it
     * serves.
     */
    protected final void notifyListener(Consumer<Listener> call) {
        Listener current = listener;
        if (current == null) {
            return;
        }
        try {
            call.accept(current);
        } catch (RuntimeException | Error e) {
            current.crashed(e);
        }
    }
}
