package io.gangway.exchange;

import io.gangway.content.BodyBuffering;
import io.gangway.content.RequestBody;
import io.gangway.content.RequestBodyException;
import io.gangway.content.RewindableBody;
import io.gangway.content.TempFile;
import io.gangway.errorlog.LogLevel;
import io.gangway.loop.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Reads a whole request body into memory, or into a temporary file when it is too large. Reading pauses while the disk
 * is written to, so that a client cannot be faster than the disk. Confined to the exchange's loop.
 */
final class BodyBuffer {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Exchange exchange;
    private final RequestBody body;
    private final BodyBuffering settings;
    private final Consumer<RewindableBody> ready;
    /** The bytes that are not in the file. */
    private ByteBuffer memory = NOTHING;
    /** The capacity of {@link #memory} that the loop accounts for. */
    private int accounted;
    /** Null until needed. */
    private TempFile file;

    private BodyBuffer(Exchange exchange, BodyBuffering settings, Consumer<RewindableBody> ready) {
        this.exchange = exchange;
        this.settings = settings;
        this.ready = ready;
        body = exchange.received().unread();
        body.readsWhole();
        exchange.onEnd(() -> memory(NOTHING));
    }

    static void read(Exchange exchange, BodyBuffering settings, Consumer<RewindableBody> ready) {
        new BodyBuffer(exchange, settings, ready).readMore();
    }

    private void readMore() {
        if (exchange.isEnded()) {
            return;
        }
        try {
            while (!body.ended()) {
                RetainableByteBuffer chunk = body.read();
                if (chunk == null) {
                    if (!body.ended()) {
                        body.demand(this::readMore);
                        return;
                    }
                } else if (!store(chunk)) {
                    return;
                }
            }
            end();
        } catch (RequestBodyException e) {
            failed(e.status(), e.getMessage());
        } catch (RuntimeException | Error e) {
            exchange.failed(e);
        }
    }

    /** Takes a chunk. Returns false while it is written to the file; {@link #readMore} is called afterwards. */
    private boolean store(RetainableByteBuffer chunk) {
        long max = file == null ? settings.max(body.length(), exchange.head().version()) : settings.pieceSize();
        if (exchange.loop().isShortOfMemory()) {
            max = Math.min(max, EventLoop.SMALL_PIECE);
        }
        int wanted = memory.position() + chunk.remaining();
        if (wanted > max) {
            write(chunk, this::readMore);
            return false;
        }
        try {
            if (wanted > memory.capacity()) {
                long known = body.length() < 0 ? 2L * wanted : body.length();
                int capacity = (int) Math.max(wanted, Math.min(known, max));
                memory(ByteBuffer.allocate(capacity).put(memory.flip()));
            }
            memory.put(chunk.getByteBuffer());
        } finally {
            chunk.release();
        }
        return true;
    }

    private void memory(ByteBuffer next) {
        exchange.loop().hold(next.capacity() - accounted);
        accounted = next.capacity();
        memory = next;
    }

    /** Appends the bytes in memory and the chunk to the file. */
    private void write(RetainableByteBuffer chunk, Runnable then) {
        ByteBuffer written = memory.flip();
        ByteBuffer more = chunk.getByteBuffer();
        try {
            if (file == null) {
                file = file(!written.hasRemaining() && !more.hasRemaining());
            }
            file.append(List.of(written, more), failure -> {
                chunk.release();
                if (exchange.isEnded()) {
                    return;
                }
                memory(written.capacity() > settings.pieceSize() ? NOTHING : written.clear());
                if (failure == null) {
                    then.run();
                } else {
                    failed(failure);
                }
            });
        } catch (RuntimeException | Error e) {
            chunk.release();
            throw e;
        }
    }

    private TempFile file(boolean empty) {
        TempFile.Name name = switch (settings.inFile()) {
            case OFF -> TempFile.Name.NONE;
            case ON -> TempFile.Name.KEPT;
            case CLEAN, HANDED_OVER -> TempFile.Name.UNTIL_CLOSED;
        };
        LogLevel level = settings.isInFileOnly() ? LogLevel.NOTICE : LogLevel.WARN;
        TempFile made = exchange.tempFile(settings.path(), name, path -> {
            if (!empty && settings.inFile() != BodyBuffering.InFile.HANDED_OVER) {
                exchange.log(level, "a client request body is buffered to a temporary file " + path);
            }
        });
        exchange.received().file(made);
        return made;
    }

    private void end() {
        boolean inMemory = file == null && !settings.isInFileOnly();
        if (inMemory || file != null && memory.position() == 0) {
            complete(memory.flip());
        } else {
            write(RetainableByteBuffer.EMPTY, () -> complete(NOTHING));
        }
    }

    private void complete(ByteBuffer inMemory) {
        RewindableBody buffered = new RewindableBody(exchange.loop(), inMemory, file);
        exchange.received().buffered(buffered);
        ready.accept(buffered);
    }

    private void failed(IOException failure) {
        failed(500, failure.getMessage());
    }

    private void failed(int status, String message) {
        ready.accept(null);
        exchange.received().failed(status, message);
    }
}
