package io.gangway.proxy;

import io.gangway.http.BadMessageException;
import io.gangway.http.ProtocolVersion;
import io.gangway.http.ResponseHead;
import io.gangway.http.ResponseParser;
import io.gangway.loop.Leg;
import io.gangway.upstream.Attempt;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Reads the head of an answer from an upstream leg; holds no buffer while it waits. Confined to its loop. */
final class ResponseHeadReader {
    private static final int MAX_FILLS = 4;

    private final LoopScratch bench;
    private final BufferSizes sizes;
    private final boolean reused;
    private ResponseParser parser;
    private RetainableByteBuffer input;

    /** @param reused whether the connection has brought an answer before */
    ResponseHeadReader(LoopScratch bench, BufferSizes sizes, boolean reused) {
        this.reused = reused;
        this.bench = bench;
        this.sizes = sizes;
    }

    /**
     * Reads what is there, interim heads left out.
     *
     * @return null when more must come
     * @throws EOFException when the upstream closed
     */
    ResponseHead read(Leg leg, Attempt attempt) throws IOException, BadMessageException {
        for (int i = 0; i < MAX_FILLS; i++) {
            if (input == null) {
                input = leg.loop().buffers().acquire(leg.loop().pieceSize(sizes.piece()), true);
            }
            ByteBuffer buffer = input.getByteBuffer();
            int n = leg.fill(buffer);
            if (n == 0) {
                break;
            }
            if (n < 0) {
                throw new EOFException("upstream prematurely closed connection");
            }
            attempt.received(n);
            if (parser == null) {
                parser = bench.parser(sizes.head());
                if (reused) {
                    parser.needStatusLine();
                }
            }
            if (parse(buffer)) {
                return parser.head();
            }
            buffer.clear().limit(0);
        }
        releaseInput();
        return null;
    }

    /** True when a head is there that is not an interim one. */
    private boolean parse(ByteBuffer buffer) throws BadMessageException {
        while (parser.parse(buffer)) {
            if (!parser.head().interim()) {
                return true;
            }
            parser.reset();
            parser.needStatusLine();
        }
        return false;
    }

    /** What nginx logs as a warning about the head that was read. */
    List<String> notes() {
        return parser.notes();
    }

    /** The bytes behind the head, now the caller's; the reader is done. */
    RetainableByteBuffer rest() {
        RetainableByteBuffer bytes = input;
        input = null;
        if (parser.head().version() == ProtocolVersion.HTTP_0_9) {
            // No status line: what the parser took is body, and the rest behind it.
            ByteBuffer before = parser.leftover();
            ByteBuffer all = ByteBuffer.allocate(before.remaining() + bytes.remaining());
            all.put(before).put(bytes.getByteBuffer()).flip();
            bytes.release();
            bytes = RetainableByteBuffer.wrap(all);
        }
        free();
        return bytes;
    }

    /** Gives parser and buffer back. Idempotent. */
    void free() {
        if (parser != null) {
            bench.back(sizes.head(), parser);
            parser = null;
        }
        releaseInput();
    }

    private void releaseInput() {
        if (input != null) {
            input.release();
            input = null;
        }
    }
}
