package io.gangway.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** A whole request body in memory, or in a temporary file when it is large. Freed when its exchange ends. */
public final class RewindableBody implements RequestBody {
    private static final int PIECE = 65536;

    private final Loop loop;
    private final ByteBuffer memory;
    private final FileChannel file;
    private final long length;
    private long position;

    RewindableBody(Loop loop, ByteBuffer memory, FileChannel file, long length) {
        this.loop = loop;
        this.memory = memory;
        this.file = file;
        this.length = length;
    }

    /** The same bytes for another reader, as long as this one's exchange lives. */
    RewindableBody view() {
        return new RewindableBody(loop, memory, file, length);
    }

    /** Starts again from the first byte. */
    public RewindableBody rewind() {
        position = 0;
        return this;
    }

    /** All of it, one char per byte, when it is in memory; null when it is in a file. */
    String text() {
        return file == null
                ? StandardCharsets.ISO_8859_1.decode(memory.duplicate()).toString()
                : null;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public RetainableByteBuffer read() throws RequestBodyException {
        if (position == length) {
            return null;
        }
        if (file == null) {
            ByteBuffer rest = memory.duplicate();
            rest.position((int) position);
            position = length;
            return RetainableByteBuffer.wrap(rest);
        }
        RetainableByteBuffer piece = loop.buffers().acquire((int) Math.min(PIECE, length - position), true);
        ByteBuffer buffer = piece.getByteBuffer();
        try {
            buffer.clear();
            if (buffer.remaining() > length - position) {
                buffer.limit((int) (length - position));
            }
            int n = file.read(buffer, position);
            if (n < 0) {
                throw new IOException("the temporary file has become shorter");
            }
            buffer.flip();
            position += n;
            return piece;
        } catch (IOException e) {
            piece.release();
            throw new RequestBodyException(500, "reading the buffered request body failed: " + e.getMessage());
        }
    }

    @Override
    public boolean ended() {
        return position == length;
    }

    @Override
    public void demand(Runnable readable) {
        loop.execute(readable);
    }

    @Override
    public void cancel() {
        position = length;
    }
}
