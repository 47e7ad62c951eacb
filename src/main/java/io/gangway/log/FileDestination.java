package io.gangway.log;

import io.gangway.conf.SystemError;
import io.gangway.core.Exchange;
import io.gangway.core.Level;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

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
            if (first && file.buffer().flushMillis() > 0) {
                exchange.loop().timer(this::flush).arm(file.buffer().flushMillis());
            }
        } catch (IOException e) {
            complain(exchange, e);
        }
    }

    private void flush() {
        try {
            file.flush();
        } catch (IOException e) {
            // a full disk: the next line that is written says so in the error log of its exchange
        }
    }

    /** Not for each line: when a disk is full, all fail. */
    private void complain(Exchange exchange, IOException failure) {
        long now = exchange.loop().nanoTime();
        long before = complained.get();
        if ((before == 0 || now - before > BETWEEN_COMPLAINTS_NANOS) && complained.compareAndSet(before, now)) {
            exchange.log(Level.ALERT, "write() to \"" + file.name() + "\" failed (" + SystemError.of(failure) + ")");
        }
    }
}
