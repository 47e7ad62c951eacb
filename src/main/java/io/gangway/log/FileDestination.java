package io.gangway.log;

import io.gangway.conf.SystemError;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.loop.EventLoop;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A file that stays open as long as its generation. */
final class FileDestination implements Destination {
    private static final long LOG_INTERVAL_NANOS = 60_000_000_000L;

    private final LogFile file;

    /** The time of the last failure that was logged, by any loop; 0: never. */
    private final AtomicLong loggedNanos = new AtomicLong();

    FileDestination(LogFile file) {
        this.file = file;
    }

    @Override
    public void write(Exchange exchange, Line line) {
        try {
            boolean first = file.append(line);
            EventLoop loop = exchange.loop();
            if (first && file.buffer().flushMillis() > 0) {
                loop.timer(() -> flush(loop)).arm(file.buffer().flushMillis());
            }
            compress(loop, failure -> logFailure(exchange, failure));
        } catch (IOException e) {
            logFailure(exchange, e);
        }
    }

    /** A failure, such as a full disk, is logged when the next line is written, to the error log of its exchange. */
    private void flush(EventLoop loop) {
        try {
            file.flush();
            compress(loop, failure -> {});
        } catch (IOException e) {
            return;
        }
    }

    /** Compresses off the loop, unless the file is so slow that memory would fill up. */
    private void compress(EventLoop loop, Consumer<IOException> failed) throws IOException {
        GzipQueue gzip = file.buffer() == null ? null : file.buffer().gzip();
        if (gzip == null) {
            return;
        }
        if (gzip.isLong()) {
            file.drain();
        } else if (gzip.claim()) {
            loop.offload(this::drain, (failure, unexpected) -> {
                if (failure != null) {
                    failed.accept(failure);
                }
            });
        }
    }

    /** Returns the failure, or null. */
    private IOException drain() {
        try {
            file.drain();
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    /** Logs a failure, but not for every line: with a full disk all writes fail. */
    private void logFailure(Exchange exchange, IOException failure) {
        long now = exchange.loop().nanoTime();
        long before = loggedNanos.get();
        if ((before == 0 || now - before > LOG_INTERVAL_NANOS) && loggedNanos.compareAndSet(before, now)) {
            exchange.log(LogLevel.ALERT, "write() to \"" + file.name() + "\" failed (" + SystemError.of(failure) + ")");
        }
    }
}
