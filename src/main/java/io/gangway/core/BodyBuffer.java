package io.gangway.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Reads a request body whole: into memory up to {@code client_body_buffer_size}, then into a temporary file. */
final class BodyBuffer {
    private final Exchange exchange;
    private final RequestBody body;
    private final Consumer<RewindableBody> ready;
    private ByteBuffer memory = ByteBuffer.allocate(0);
    private FileChannel file;
    private long length;

    private BodyBuffer(Exchange exchange, Consumer<RewindableBody> ready) {
        this.exchange = exchange;
        this.ready = ready;
        body = exchange.body();
        body.wholeWanted();
    }

    static void read(Exchange exchange, Consumer<RewindableBody> ready) {
        new BodyBuffer(exchange, ready).go();
    }

    private void go() {
        if (exchange.isEnded()) {
            return;
        }
        try {
            while (!body.ended()) {
                RetainableByteBuffer chunk = body.read();
                if (chunk != null) {
                    take(chunk);
                } else if (!body.ended()) {
                    body.demand(this::go);
                    return;
                }
            }
            memory.flip();
            RewindableBody whole = new RewindableBody(exchange.loop(), memory, file, length);
            exchange.buffered(whole);
            ready.accept(whole);
        } catch (RequestBodyException e) {
            failed(e.status(), e.getMessage());
        } catch (IOException e) {
            failed(500, "writing the request body to a temporary file failed: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            exchange.failed(e);
        }
    }

    private void failed(int status, String message) {
        exchange.log(status == 500 ? Level.CRIT : status == 413 ? Level.ERROR : Level.INFO, message);
        ready.accept(null);
        // as nginx: half a request is a bad one, also when nobody is left to hear that
        exchange.resume(status == 0 ? exchange.drop(400) : exchange.finish(status));
    }

    private void take(RetainableByteBuffer chunk) throws IOException {
        try {
            length += chunk.remaining();
            if (file == null && length > exchange.location().settings().bodyBufferSize()) {
                spill();
            }
            if (file != null) {
                write(chunk.getByteBuffer());
                return;
            }
            if (memory.remaining() < chunk.remaining()) {
                grow(chunk.remaining());
            }
            memory.put(chunk.getByteBuffer());
        } finally {
            chunk.release();
        }
    }

    private void grow(int more) {
        long known = body.length();
        long most = exchange.location().settings().bodyBufferSize();
        long wanted = known >= 0 ? known : Math.max(2L * memory.capacity(), memory.position() + (long) more);
        int capacity = (int) Math.max(Math.min(wanted, most), memory.position() + (long) more);
        memory = ByteBuffer.allocate(capacity).put(memory.flip());
    }

    private void spill() throws IOException {
        Path path = Files.createTempFile("gangway-body-", null);
        file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        FileChannel opened = file;
        exchange.onEnd(() -> close(opened));
        write(memory.flip());
        memory = ByteBuffer.allocate(0);
    }

    private void write(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
    }

    private void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            exchange.log(Level.ALERT, "closing the temporary file of a request body failed: " + e.getMessage());
        }
    }
}
