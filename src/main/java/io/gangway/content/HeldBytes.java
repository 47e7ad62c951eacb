package io.gangway.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * The bytes that a sink was given last and has not passed on yet: a buffer or a region of a file. Owned by the sink,
 * which frees it.
 */
public final class HeldBytes {
    /** At most one of the two is not null. */
    private RetainableByteBuffer buffer;

    private FileRegion file;
    private Sink.Mark mark = Sink.Mark.MORE;

    /** Holds nothing. */
    public HeldBytes() {}

    /** Takes ownership of a buffer, with the mark of its write. */
    public void hold(RetainableByteBuffer newBuffer, Sink.Mark newMark) {
        buffer = newBuffer;
        mark = newMark;
    }

    /** Takes ownership of a region, with the mark of its write. */
    public void hold(FileRegion region, Sink.Mark newMark) {
        file = region;
        mark = newMark;
    }

    /** Whether nothing is held; an empty buffer counts as held. */
    public boolean isEmpty() {
        return buffer == null && file == null;
    }

    /** The number of bytes held. */
    public long length() {
        return buffer != null ? buffer.remaining() : file == null ? 0 : file.length();
    }

    /** The mark of the held write. */
    public Sink.Mark mark() {
        return mark;
    }

    /** Returns the mark and resets it to MORE. */
    public Sink.Mark takeMark() {
        Sink.Mark taken = mark;
        mark = Sink.Mark.MORE;
        return taken;
    }

    /**
     * Takes the next piece into memory, for filters that need the bytes: the buffer, or at most {@code max} bytes of
     * the file.
     */
    public RetainableByteBuffer take(ByteBufferPool pool, int max) throws IOException {
        if (buffer != null) {
            RetainableByteBuffer whole = buffer;
            buffer = null;
            return whole;
        }
        RetainableByteBuffer piece = file.read(pool, 0, max);
        file = file.after(piece.remaining());
        if (file.length() == 0) {
            file.close();
            file = null;
        }
        return piece;
    }

    /** Writes all bytes with the given mark. */
    public Sink.Written writeAll(Sink to, Sink.Mark newMark) {
        if (buffer != null) {
            RetainableByteBuffer whole = buffer;
            buffer = null;
            return to.write(whole, newMark);
        }
        FileRegion whole = file;
        file = null;
        return to.write(whole, newMark);
    }

    /** Writes {@code size} bytes, at most {@link #length()}; the last ones with the held mark. */
    public Sink.Written write(Sink to, long size) {
        if (size == length()) {
            return writeAll(to, mark);
        }
        return buffer != null ? writeBuffer(to, (int) size) : writeFile(to, size);
    }

    private Sink.Written writeBuffer(Sink to, int size) {
        RetainableByteBuffer whole = buffer;
        ByteBuffer bytes = whole.getByteBuffer();
        ByteBuffer part = bytes.slice(bytes.position(), size);
        bytes.position(bytes.position() + size);
        if (!whole.canRetain()) {
            return to.write(RetainableByteBuffer.wrap(part), Sink.Mark.MORE);
        }
        whole.retain();
        return to.write(RetainableByteBuffer.wrap(part, whole::release), Sink.Mark.MORE);
    }

    private Sink.Written writeFile(Sink to, long size) {
        FileRegion whole = file;
        file = whole.after(size);
        return to.write(new FileRegion(whole.channel(), whole.offset(), size, false), Sink.Mark.MORE);
    }

    /** Frees the bytes and resets the mark. Idempotent. */
    public void free() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
        if (file != null) {
            file.close();
            file = null;
        }
        mark = Sink.Mark.MORE;
    }
}
