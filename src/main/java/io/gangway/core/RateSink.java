package io.gangway.core;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Passes so many bytes on in a second, as nginx counts them: each second that began allows another portion. Owned by its exchange. */
final class RateSink extends FilterSink {
    private static final long MILLIS = 1000;

    private final Exchange exchange;
    private final long rate;
    private final long after;
    private final Timer timer;
    private long sent;

    /** What waits; both null for nothing. */
    private RetainableByteBuffer buffer;

    private FileRegion file;
    private Mark mark;

    /** The timer is armed. */
    private boolean waiting;
    /** The next sink has no room. */
    private boolean blocked;

    /**
     * A limit for one answer.
     *
     * @param rate bytes in a second, more than 0
     * @param after bytes that are free
     */
    RateSink(Exchange exchange, Sink next, long rate, long after) {
        super(next);
        this.exchange = exchange;
        this.rate = rate;
        this.after = after;
        timer = exchange.loop().timer(this::expired);
        exchange.onEnd(this::free);
    }

    @Override
    public Written write(RetainableByteBuffer newBuffer, Mark newMark) {
        if (!newBuffer.hasRemaining()) {
            return next.write(newBuffer, newMark);
        }
        buffer = newBuffer;
        mark = newMark;
        return go();
    }

    @Override
    public Written write(FileRegion region, Mark newMark) {
        file = region;
        mark = newMark;
        return go();
    }

    @Override
    protected Written more() {
        blocked = false;
        return go();
    }

    private void expired() {
        waiting = false;
        if (!blocked) {
            exchange.writable();
        }
    }

    private Written go() {
        if (waiting) {
            return Written.PENDING;
        }
        if (buffer == null && file == null) {
            return Written.DONE;
        }
        long seconds = exchange.loop().currentTimeMillis() / MILLIS - exchange.startedMillis() / MILLIS + 1;
        long room = rate * seconds - (sent - after);
        if (room <= 0) {
            return later(-room * MILLIS / rate + 1);
        }
        long size = Math.min(room, buffer != null ? buffer.remaining() : file.length());
        sent += size;
        Written written = buffer != null ? writeBuffer((int) size) : writeFile(size);
        blocked = written == Written.PENDING;
        if (written == Written.FAILED) {
            free();
        }
        boolean rest = buffer != null || file != null;
        return written == Written.DONE && rest ? later(Math.max(1, size * MILLIS / rate)) : written;
    }

    private Written later(long millis) {
        waiting = true;
        timer.arm(millis);
        return Written.PENDING;
    }

    private Written writeBuffer(int size) {
        RetainableByteBuffer whole = buffer;
        ByteBuffer bytes = whole.getByteBuffer();
        if (size == bytes.remaining()) {
            buffer = null;
            return next.write(whole, mark);
        }
        ByteBuffer part = bytes.slice(bytes.position(), size);
        bytes.position(bytes.position() + size);
        if (!whole.canRetain()) {
            return next.write(RetainableByteBuffer.wrap(part), Mark.MORE);
        }
        whole.retain();
        return next.write(RetainableByteBuffer.wrap(part, whole::release), Mark.MORE);
    }

    private Written writeFile(long size) {
        FileRegion whole = file;
        if (size == whole.length()) {
            file = null;
            return next.write(whole, mark);
        }
        file = new FileRegion(whole.channel(), whole.offset() + size, whole.length() - size, whole.closes());
        return next.write(new FileRegion(whole.channel(), whole.offset(), size, false), Mark.MORE);
    }

    @Override
    protected void free() {
        timer.cancel();
        waiting = false;
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
