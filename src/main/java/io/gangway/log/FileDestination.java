package io.gangway.log;

import io.gangway.conf.SystemError;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.loop.EventLoop;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A file that is open as long as the generation. */
final class FileDestination implements Destination {
    private static final long BETWEEN_COMPLAINTS_NANOS = 60_000_000_000L;

    private final LogFile file;

    /** When a failure was last complained of, by any loop; 0: never. */
    private final AtomicLong complained = new AtomicLong();

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
            compress(loop, failure -> complain(exchange, failure));
        } catch (IOException e) {
            complain(exchange, e);
        }
    }

    /** A full disk: the next line that is written says so in the error log of its exchange. */
    private void flush(EventLoop loop) {
        try {
            file.flush();
            compress(loop, failure -> {});
        } catch (IOException e) {
            return;
        }
    }

    /** Not on the loop, unless the file is so slow that memory would fill up. */
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

    /** Answers the failure, or null. */
    private IOException drain() {
        try {
            file.drain();
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    /** Not for each line: when a disk is full, all fail. */
    private void complain(Exchange exchange, IOException failure) {
        long now = exchange.loop().nanoTime();
        long before = complained.get();
        if ((before == 0 || now - before > BETWEEN_COMPLAINTS_NANOS) && complained.compareAndSet(before, now)) {
            exchange.log(LogLevel.ALERT, "write() to \"" + file.name() + "\" failed (" + SystemError.of(failure) + ")");
        }
    }
}
