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

/** Reads the head of a response from an upstream leg; holds no buffer while it waits. Confined to its loop. */
final class ResponseHeadReader {
    private static final int MAX_FILLS = 4;

    private final LoopScratch scratch;
    private final BufferSizes sizes;
    private final boolean reused;
    private ResponseParser parser;
    private RetainableByteBuffer input;

    /** @param reused whether a response has been received on the connection before; then HTTP/0.9 is not accepted */
    ResponseHeadReader(LoopScratch scratch, BufferSizes sizes, boolean reused) {
        this.reused = reused;
        this.scratch = scratch;
        this.sizes = sizes;
    }

    /**
     * Reads what is available, and skips interim (1xx) responses other than 101.
     *
     * @return the head; null if it is not complete yet
     * @throws EOFException if the upstream closed the connection
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
                parser = scratch.parser(sizes.head());
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

    /** Whether a head is complete that is not an interim one. */
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

    /** Warnings about the head, in nginx's words. */
    List<String> notes() {
        return parser.notes();
    }

    /** The bytes after the head, which the caller must release. The reader must not be used any more. */
    RetainableByteBuffer rest() {
        RetainableByteBuffer bytes = input;
        input = null;
        if (parser.head().version() == ProtocolVersion.HTTP_0_9) {
            // No status line: the bytes that the parser consumed are the beginning of the body.
            ByteBuffer before = parser.leftover();
            ByteBuffer all = ByteBuffer.allocate(before.remaining() + bytes.remaining());
            all.put(before).put(bytes.getByteBuffer()).flip();
            bytes.release();
            bytes = RetainableByteBuffer.wrap(all);
        }
        free();
        return bytes;
    }

    /** Releases parser and buffer. Idempotent. */
    void free() {
        if (parser != null) {
            scratch.release(sizes.head(), parser);
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
