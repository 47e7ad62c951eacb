package io.gangway.ssi;

import io.gangway.content.PartSink;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.HoldingSink;
import io.gangway.exchange.Subrequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Passes a response on and executes the commands in it. Includes run side by side: while one is sent, the page behind it
 * is read on, up to a limit, and its includes start. Then the page waits, and its producer is paused. Owned by its
 * exchange, confined to its loop.
 */
final class SsiSink extends HoldingSink {
    private static final int FILE_PIECE = 32768;

    /** Maximum bytes of a file in one loop iteration; then other connections have their turn. */
    private static final int FILE_BYTES_PER_ITERATION = 1 << 20;

    /** Maximum bytes of the page that are read while an include is sent. */
    private static final int MAX_AHEAD = 64 << 10;

    /** Maximum number of pieces that wait while an include is sent. */
    private static final int MAX_PIECES = 1024;

    private final CommandScanner scanner;
    private final int variableSize;
    private final String contentType;
    private final SsiPage page;

    /** The bytes being scanned, or null. */
    private RetainableByteBuffer input;

    /** What was read of the page and is not written yet, in order. */
    private final ArrayDeque<SsiPiece> pieces = new ArrayDeque<>(4);

    /** Whether the commands behind the last include wait for it. */
    private boolean barrier;

    /** Whether the next sink has no room. */
    private boolean blocked;

    private boolean running;

    /** Bytes of the page that were read while the include that is sent now has been sent. */
    private int ahead;

    /** Bytes of the file that were read in this loop iteration. */
    private int iterationBytes;

    SsiSink(Exchange exchange, Sink next, Response response, CommandScanner scanner, boolean silent, int variableSize) {
        super(exchange, next);
        this.scanner = scanner;
        this.variableSize = variableSize;
        contentType = response.contentType();
        page = new SsiPage(exchange, silent, this::text, this::include);
    }

    @Override
    protected void free() {
        if (input != null) {
            input.release();
            input = null;
        }
        while (!pieces.isEmpty()) {
            pieces.poll().free();
        }
        super.free();
    }

    @Override
    protected Written run() {
        iterationBytes = 0;
        running = true;
        Written written = blocked ? Written.PENDING : Written.DONE;
        while (written == Written.DONE && !isIdle()) {
            written = step();
        }
        running = false;
        return written;
    }

    @Override
    protected Written more() {
        blocked = false;
        if (pieces.peek() instanceof Included included) {
            running = true;
            included.writable();
        }
        return run();
    }

    private boolean isIdle() {
        return isAllWritten() && held.mark() == Mark.MORE;
    }

    private boolean isAllWritten() {
        return pieces.isEmpty() && input == null && held.isEmpty();
    }

    private Written step() {
        SsiPiece head = pieces.peek();
        if (head instanceof SsiText text) {
            pieces.poll();
            return write(text.bytes());
        }
        if (head instanceof Included included) {
            return send(included);
        }
        barrier = false;
        if (input != null) {
            scan();
            return Written.DONE;
        }
        if (held.isEmpty()) {
            return write(RetainableByteBuffer.EMPTY);
        }
        return read();
    }

    private Written send(Included included) {
        if (included.isDone()) {
            pieces.poll();
            if (included.stub() != null) {
                pieces.addFirst(new SsiText(bytes(included.stub())));
            }
            return Written.DONE;
        }
        if (!included.isActive()) {
            ahead = 0;
            included.activate();
            return blocked ? Written.PENDING : Written.DONE;
        }
        if (barrier || ahead >= MAX_AHEAD || pieces.size() >= MAX_PIECES) {
            return Written.PENDING;
        }
        if (input != null) {
            scan();
            return Written.DONE;
        }
        return held.isEmpty() ? Written.PENDING : read();
    }

    /** The last available piece gets the mark of the caller. */
    private Written write(RetainableByteBuffer piece) {
        return passed(next.write(piece, isAllWritten() ? held.takeMark() : Mark.MORE));
    }

    private Written passed(Written written) {
        blocked = written == Written.PENDING;
        if (written == Written.FAILED) {
            free();
        }
        return written;
    }

    private Written read() {
        if (iterationBytes >= FILE_BYTES_PER_ITERATION) {
            exchange.loop().execute(exchange::writable);
            return Written.PENDING;
        }
        iterationBytes += FILE_PIECE;
        try {
            input = held.take(exchange.loop().buffers(), exchange.loop().pieceSize(FILE_PIECE));
            ahead += input.remaining();
        } catch (IOException e) {
            exchange.log(LogLevel.CRIT, "read() failed (" + e.getMessage() + ") while sending response to client");
            fail(e);
            return Written.FAILED;
        }
        return Written.DONE;
    }

    private void scan() {
        ByteBuffer bytes = input.getByteBuffer();
        int start = bytes.position();
        switch (scanner.next(bytes)) {
            case TEXT, OPENING -> {
                int length = Math.max(0, bytes.position() - start - scanner.held());
                found(CommandScanner.OPENING.substring(0, scanner.heldText()), bytes.slice(start, length));
            }
            case PART -> {}
            case COMMAND -> page.execute(scanner.ssiCommand());
            case BROKEN -> page.failed(scanner.error());
        }
        if (input != null && !bytes.hasRemaining()) {
            input.release();
            input = null;
        }
    }

    /** Text was found: the part of it that was held back before, and the rest. */
    private void found(String before, ByteBuffer rest) {
        if (!page.outputs()) {
            page.hidden(before);
            page.hidden(StandardCharsets.ISO_8859_1.decode(rest).toString());
            return;
        }
        text(before);
        if (rest.hasRemaining()) {
            pieces.add(new SsiText(slice(rest)));
        }
    }

    private RetainableByteBuffer slice(ByteBuffer part) {
        if (!input.canRetain()) {
            return RetainableByteBuffer.wrap(part);
        }
        input.retain();
        return RetainableByteBuffer.wrap(part, input::release);
    }

    private void text(String text) {
        if (!text.isEmpty()) {
            pieces.add(new SsiText(bytes(text)));
        }
    }

    private static RetainableByteBuffer bytes(String text) {
        return RetainableByteBuffer.wrap(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private void include(Include include) {
        Included included = new Included(target(include.variable()), include.stub());
        Subrequest subrequest = exchange.subrequest(
                include.uri(), include.args(), exchange.wholeBody(), included, ended -> ended(included));
        if (subrequest == null) {
            page.failed();
            return;
        }
        if (include.stub() != null) {
            subrequest.stub(include.stub(), contentType);
        }
        included.subrequest(subrequest);
        pieces.add(included);
        barrier = include.waits();
    }

    private Sink target(String variable) {
        if (variable == null) {
            return new PartSink(next, written -> blocked = written == Written.PENDING);
        }
        SsiVariables.declare(exchange, variable);
        return new VariableSink(exchange, variable, variableSize);
    }

    private void ended(Included included) {
        included.end();
        if (!running && !blocked && pieces.peek() == included) {
            exchange.writable();
        }
    }
}
