package io.gangway.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** What a sink was given last and has not passed on yet: a buffer or a region of a file. Owned by the sink, which frees it. */
public final class HeldBytes {
    /** One of the two; both null for nothing. */
    private RetainableByteBuffer buffer;

    private FileRegion file;
    private Sink.Mark mark = Sink.Mark.MORE;

    /** Nothing yet. */
    public HeldBytes() {}

    /** Takes a buffer, and what was asked for with it. */
    public void hold(RetainableByteBuffer newBuffer, Sink.Mark asked) {
        buffer = newBuffer;
        mark = asked;
    }

    /** The same with a region of a file. */
    public void hold(FileRegion region, Sink.Mark asked) {
        file = region;
        mark = asked;
    }

    /** Whether there is nothing; a buffer without bytes is something. */
    public boolean isEmpty() {
        return buffer == null && file == null;
    }

    /** Bytes of it. */
    public long length() {
        return buffer != null ? buffer.remaining() : file == null ? 0 : file.length();
    }

    /** What was asked for with it. */
    public Sink.Mark mark() {
        return mark;
    }

    /** The same once: nothing is asked for any more. */
    public Sink.Mark takeMark() {
        Sink.Mark asked = mark;
        mark = Sink.Mark.MORE;
        return asked;
    }

    /** Takes the next piece, for those who must see the bytes: the buffer, or at most so many bytes of the file. */
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

    /** Writes all of it, with that mark. */
    public Sink.Written writeAll(Sink to, Sink.Mark asked) {
        if (buffer != null) {
            RetainableByteBuffer whole = buffer;
            buffer = null;
            return to.write(whole, asked);
        }
        FileRegion whole = file;
        file = null;
        return to.write(whole, asked);
    }

    /** Writes so many bytes of it, at most all; the last ones with the mark that was asked for. */
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

    /** Frees it. Idempotent. */
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
