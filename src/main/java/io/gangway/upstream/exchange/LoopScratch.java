package io.gangway.upstream.exchange;

import io.gangway.http.HeadWriter;
import io.gangway.http.ResponseParser;
import io.gangway.loop.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writers, buffers and parsers that the proxied requests of one loop reuse. Confined to its loop. */
public final class LoopScratch {
    private static final Object KEY = LoopScratch.class;
    private static final int HEAD = 8192;
    private static final int MAX_PARSERS = 64;

    /** The idle parsers of one size. */
    private record ParserPool(int size, List<ResponseParser> parsers) {}

    private final HeadWriter writer = new HeadWriter();
    private final List<ParserPool> pools = new ArrayList<>();
    private ByteBuffer head;

    static LoopScratch of(EventLoop loop) {
        return loop.local(KEY, LoopScratch::new);
    }

    /**
     * An empty writer. It is shared, so the head must be written and copied by {@link #written} in one loop iteration.
     */
    HeadWriter writer() {
        return writer.reset();
    }

    /**
     * Copies the writer's content into a direct buffer in flush mode; the caller returns it with
     * {@link #release(ByteBuffer)} once it is sent.
     */
    ByteBuffer written() {
        ByteBuffer buffer = head;
        head = null;
        if (buffer == null || buffer.capacity() < writer.length()) {
            buffer = ByteBuffer.allocateDirect(Math.max(HEAD, writer.length()));
        }
        buffer.clear();
        writer.writeTo(buffer);
        return buffer.flip();
    }

    /** Releases a buffer whose head has been sent completely. */
    void release(ByteBuffer buffer) {
        if (buffer.capacity() == HEAD) {
            head = buffer;
        }
    }

    /** Acquires a parser for one head of up to {@code size} bytes; the caller releases it with the same size. */
    public ResponseParser parser(int size) {
        List<ResponseParser> free = pool(size).parsers;
        if (free.isEmpty()) {
            return new ResponseParser(size);
        }
        ResponseParser parser = free.remove(free.size() - 1);
        parser.reset();
        return parser;
    }

    /** Releases a parser that was acquired with this size. */
    public void release(int size, ResponseParser parser) {
        List<ResponseParser> free = pool(size).parsers;
        if (free.size() < MAX_PARSERS) {
            free.add(parser);
        }
    }

    private ParserPool pool(int size) {
        for (ParserPool pool : pools) {
            if (pool.size == size) {
                return pool;
            }
        }
        ParserPool pool = new ParserPool(size, new ArrayList<>());
        pools.add(pool);
        return pool;
    }
}
