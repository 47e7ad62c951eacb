package io.gangway.ssi;

import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PartedSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Passes a response on and executes the commands in it, one after the other. During an include the rest of the response
 * waits, and its producer is paused. Owned by its exchange, confined to its loop.
 */
final class SsiSink extends PartedSink {
    private static final int FILE_PIECE = 32768;

    /** Maximum bytes of a file in one loop iteration; then other connections have their iterationBytes. */
    private static final int FILE_BYTES_PER_ITERATION = 1 << 20;

    private static final List<String> SET = List.of("var", "value");

    private static final List<String> CONFIG = List.of("timefmt", "errmsg");

    private static final String FAILED = "[an error occurred while processing the directive]";

    private final CommandScanner scanner;
    private final boolean silent;
    private final int variableSize;
    private final Echo echo;

    /** The bytes being scanned, or null. */
    private RetainableByteBuffer input;

    /** To be written before anything else. */
    private final ArrayDeque<RetainableByteBuffer> out = new ArrayDeque<>(3);

    /** To be executed when {@link #out} is written. */
    private Include include;

    /** Replaces a command that failed. */
    private String errorText = FAILED;

    /** Bytes of the file that were read in this loop iteration. */
    private int iterationBytes;

    SsiSink(Exchange exchange, Sink next, CommandScanner scanner, boolean silent, int variableSize) {
        super(exchange, next);
        this.scanner = scanner;
        this.silent = silent;
        this.variableSize = variableSize;
        echo = new Echo(exchange);
    }

    @Override
    protected void free() {
        if (input != null) {
            input.release();
            input = null;
        }
        out.forEach(RetainableByteBuffer::release);
        out.clear();
        include = null;
        super.free();
    }

    @Override
    protected Written run() {
        iterationBytes = 0;
        return super.run();
    }

    @Override
    protected Written step() {
        if (!out.isEmpty()) {
            return write(out.poll());
        }
        if (include != null) {
            return begin();
        }
        if (input != null) {
            scan();
            return Written.DONE;
        }
        if (held.isEmpty()) {
            return write(RetainableByteBuffer.EMPTY);
        }
        if (iterationBytes < FILE_BYTES_PER_ITERATION) {
            iterationBytes += FILE_PIECE;
            return read();
        }
        exchange.loop().execute(exchange::writable);
        return Written.PENDING;
    }

    @Override
    protected boolean isIdle() {
        return isAllWritten() && held.mark() == Mark.MORE;
    }

    private boolean isAllWritten() {
        return out.isEmpty() && include == null && input == null && held.isEmpty();
    }

    /** The last available piece gets the mark of the caller. */
    private Written write(RetainableByteBuffer piece) {
        return passed(next.write(piece, isAllWritten() ? held.takeMark() : Mark.MORE));
    }

    private Written read() {
        try {
            input = held.take(exchange.loop().buffers(), exchange.loop().pieceSize(FILE_PIECE));
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
                text(CommandScanner.OPENING.substring(0, scanner.heldText()));
                int length = Math.max(0, bytes.position() - start - scanner.held());
                if (length > 0) {
                    out.add(slice(bytes.slice(start, length)));
                }
            }
            case PART -> {}
            case COMMAND -> execute(scanner.ssiCommand());
            case BROKEN -> failed(scanner.error() + " while sending response to client");
        }
        if (!bytes.hasRemaining()) {
            input.release();
            input = null;
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
            out.add(RetainableByteBuffer.wrap(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1))));
        }
    }

    // ---- commands

    private void execute(SsiCommand ssiCommand) {
        try {
            switch (ssiCommand.name()) {
                case "include" -> include = Include.of(exchange, ssiCommand);
                case "echo" -> text(echo.text(ssiCommand));
                case "set" -> {
                    ssiCommand.check("var", SET);
                    ssiCommand.check("value", SET);
                    SsiVariables.set(exchange, ssiCommand.get("var"), ParamText.of(exchange, ssiCommand.get("value")));
                }
                case "config" -> configure(ssiCommand);
                default -> throw new SsiException("invalid SSI command: \"" + ssiCommand.name() + "\"");
            }
        } catch (SsiException e) {
            failed(e.getMessage() + " while sending response to client");
        }
    }

    private void configure(SsiCommand ssiCommand) throws SsiException {
        ssiCommand.check(null, CONFIG);
        String format = ssiCommand.get("timefmt");
        if (format != null) {
            DateVariables.format(exchange, format);
        }
        if (ssiCommand.get("errmsg") != null) {
            errorText = ssiCommand.get("errmsg");
        }
    }

    private void failed(String message) {
        exchange.log(LogLevel.ERROR, message);
        failed();
    }

    private void failed() {
        if (!silent) {
            text(errorText);
        }
    }

    private Written begin() {
        Include current = include;
        include = null;
        Sink target =
                current.variable() == null ? partSink() : new VariableSink(exchange, current.variable(), variableSize);
        if (startPart(current.uri(), current.args(), target)) {
            return Written.PENDING;
        }
        failed();
        return Written.DONE;
    }
}
