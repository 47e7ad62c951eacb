package io.gangway.upstream.exchange;

import io.gangway.content.FileErrors;
import io.gangway.content.FileMove;
import io.gangway.content.TempFile;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.BiConsumer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Stores a response as a file, for {@code proxy_store}: in a temporary file, which is moved when the response is
 * complete. Confined to the loop of its exchange; owned by its {@link UpstreamResponseBody}.
 */
final class FileStore implements StoredBody {
    private final ResponseStore settings;
    private final Exchange x;
    private final long time;
    private final UpstreamLog log;
    private final Runnable progressed;
    private final TempFile file;

    /** Bytes that are not written yet; the first {@link #writing} of them are on their way. */
    private final ArrayDeque<RetainableByteBuffer> waiting = new ArrayDeque<>();

    private long held;
    private int writing;
    /** Whether the file is being written to. */
    private boolean busy;
    /** Called when the response is stored; null until it is complete. */
    private Runnable then;
    /** Nothing more is stored: the response is not complete, or the file failed. */
    private boolean aborted;
    /** The file is in its place, or never will be. */
    private boolean over;
    /** Nothing is read any more. */
    private boolean closed;

    /**
     * Starts storing the response of an exchange.
     *
     * @param time of modification in seconds since 1970, or -1
     * @param progressed called when bytes have been written
     */
    FileStore(ResponseStore settings, Exchange x, long time, UpstreamLog log, Runnable progressed) {
        this.settings = settings;
        this.x = x;
        this.time = time;
        this.log = log;
        this.progressed = progressed;
        file = x.tempFile(settings.buffers().path(), TempFile.Name.UNTIL_CLOSED, name -> {});
    }

    @Override
    public void add(RetainableByteBuffer bytes) {
        if (!aborted && bytes.hasRemaining()) {
            waiting.add(bytes.slice());
            held += bytes.remaining();
            write();
        }
    }

    @Override
    public boolean isFull() {
        return held >= settings.buffers().total();
    }

    @Override
    public long written() {
        return file.length();
    }

    @Override
    public void read(long from, int size, BiConsumer<RetainableByteBuffer, IOException> reader) {
        file.read(from, size, reader);
    }

    private void write() {
        if (!busy) {
            busy = true;
            writing = waiting.size();
            List<ByteBuffer> pieces = waiting.stream()
                    .map(RetainableByteBuffer::getByteBuffer)
                    .map(ByteBuffer::duplicate)
                    .toList();
            file.append(pieces, this::wrote);
        }
    }

    private void wrote(IOException failure) {
        busy = false;
        release(writing);
        writing = 0;
        if (failure != null && !aborted) {
            log.write(LogLevel.CRIT, failure.getMessage() + " while reading upstream");
            aborted = true;
        }
        if (aborted) {
            release(waiting.size());
            end();
        } else if (!waiting.isEmpty()) {
            write();
        } else if (then != null) {
            move();
        }
        progressed.run();
    }

    private void release(int count) {
        for (int i = 0; i < count; i++) {
            RetainableByteBuffer bytes = waiting.poll();
            held -= bytes.remaining();
            bytes.release();
        }
    }

    @Override
    public void complete(Runnable stored) {
        then = stored;
        if (aborted) {
            then.run();
        } else if (!busy) {
            // Creates the file of an empty response.
            write();
        }
    }

    private void move() {
        String path = settings.path().of(x);
        if (path.isEmpty()) {
            end();
            return;
        }
        FileMove move = new FileMove(file.name(), path, settings.access(), settings.access(), time, true, true);
        FileErrors errors = new FileErrors();
        x.offload(() -> move.run(errors), (done, failure) -> {
            errors.writeTo((level, text) -> log.write(level, text + " while reading upstream"));
            if (failure != null) {
                x.unexpected(failure);
            }
            end();
        });
    }

    private void end() {
        over = true;
        if (closed) {
            file.close();
        }
        if (then != null) {
            then.run();
        }
    }

    @Override
    public void abort() {
        if (over || aborted) {
            return;
        }
        aborted = true;
        if (!busy) {
            release(waiting.size());
            end();
        }
    }

    @Override
    public void close() {
        closed = true;
        if (over) {
            file.close();
        }
    }
}
