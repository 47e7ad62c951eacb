package io.gangway.proxy;

import io.gangway.http.HeadWriter;
import io.gangway.http.ResponseParser;
import io.gangway.loop.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What the requests of one loop use again and again. Confined to its loop. */
final class LoopScratch {
    private static final Object KEY = LoopScratch.class;
    private static final int HEAD = 8192;
    private static final int MAX_PARSERS = 64;

    /** The parsers of one size that nobody uses now. */
    private record Shelf(int size, List<ResponseParser> parsers) {}

    private final HeadWriter writer = new HeadWriter();
    private final List<Shelf> shelves = new ArrayList<>();
    private ByteBuffer head;

    static LoopScratch of(EventLoop loop) {
        return loop.local(KEY, LoopScratch::new);
    }

    /** For a head that is written in one go. */
    HeadWriter writer() {
        return writer.reset();
    }

    /** What the writer holds, as a direct buffer in flush mode; given back when it is sent. */
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

    /** A head was sent whole. */
    void sent(ByteBuffer buffer) {
        if (buffer.capacity() == HEAD) {
            head = buffer;
        }
    }

    /** A parser, ready for a head. */
    ResponseParser parser(int size) {
        List<ResponseParser> free = shelf(size).parsers;
        if (free.isEmpty()) {
            return new ResponseParser(size);
        }
        ResponseParser parser = free.remove(free.size() - 1);
        parser.reset();
        return parser;
    }

    void back(int size, ResponseParser parser) {
        List<ResponseParser> free = shelf(size).parsers;
        if (free.size() < MAX_PARSERS) {
            free.add(parser);
        }
    }

    private Shelf shelf(int size) {
        for (Shelf shelf : shelves) {
            if (shelf.size == size) {
                return shelf;
            }
        }
        Shelf shelf = new Shelf(size, new ArrayList<>());
        shelves.add(shelf);
        return shelf;
    }
}
