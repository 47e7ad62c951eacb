package io.gangway.log;

import io.gangway.conf.SystemError;
import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A syslog server of a directive. Each message is one datagram, sent at once by the thread that logs; what the server or
 * the system does not take is lost, so nothing waits and nothing is stored. After a failure the socket is opened again
 * for the next message. Safe for any thread.
 */
final class SyslogServer {
    /** Failures are logged at most once a minute. */
    private static final long LOG_INTERVAL_NANOS = 60_000_000_000L;

    private final SocketAddress address;
    private final String name;
    private final Syslog syslog;
    private final LogSecond time;
    private ErrorLog errorLog = ErrorLog.NONE;

    /** Null before the first message, and after a failure. Guarded by this. */
    private DatagramSink socket;

    /** Guarded by this. */
    private boolean closed;

    /** Whether a failure is being logged: what that logs to this server is lost. */
    private final AtomicBoolean reporting = new AtomicBoolean();

    /** The time of the last failure that was logged; 0: never. */
    private final AtomicLong reportedNanos = new AtomicLong();

    SyslogServer(SocketAddress address, String name, Syslog syslog, LogSecond time) {
        this.address = address;
        this.name = name;
        this.syslog = syslog;
        this.time = time;
    }

    /** Sets the log for failures, before the first message. */
    void errorLog(ErrorLog log) {
        errorLog = log;
    }

    /** Sends a line of an access log. */
    void write(Line line) {
        send(syslog.severity(), line);
    }

    /** Sends a line of an error log, with its level as the severity. */
    void write(LogLevel level, Line line) {
        send(level.ordinal(), line);
    }

    private void send(int severity, Line line) {
        if (reporting.get()) {
            return;
        }
        Line message = syslog.message(severity, time.at(System.currentTimeMillis()), line);
        Failure failure = send(ByteBuffer.wrap(message.array(), 0, message.length()));
        if (failure != null) {
            report(failure);
        }
    }

    /** A failed call, in nginx's wording. */
    private record Failure(LogLevel level, String call, IOException cause) {}

    /** Returns null when the message was sent. */
    private synchronized Failure send(ByteBuffer message) {
        if (closed) {
            return null;
        }
        try {
            if (socket == null) {
                socket = open();
            }
        } catch (IOException e) {
            return new Failure(LogLevel.ALERT, "connect()", e);
        }
        try {
            socket.send(message);
            return null;
        } catch (IOException e) {
            disconnect();
            return new Failure(LogLevel.ERROR, "send()", e);
        }
    }

    private DatagramSink open() throws IOException {
        return address instanceof UnixDomainSocketAddress unix ? UnixDatagram.open(unix) : DatagramSink.udp(address);
    }

    private void report(Failure failure) {
        long now = System.nanoTime();
        long before = reportedNanos.get();
        boolean due = before == 0 || now - before > LOG_INTERVAL_NANOS;
        if (due && reportedNanos.compareAndSet(before, now) && reporting.compareAndSet(false, true)) {
            try {
                errorLog.write(
                        failure.level(),
                        failure.call() + " failed (" + text(failure.cause()) + ") while logging to syslog, server: "
                                + name);
            } finally {
                reporting.set(false);
            }
        }
    }

    private static String text(IOException cause) {
        return cause instanceof PortUnreachableException ? "111: Connection refused" : SystemError.of(cause);
    }

    private void disconnect() {
        DatagramSink last = socket;
        socket = null;
        if (last != null) {
            try {
                last.close();
            } catch (IOException e) {
                // The socket sends nothing more, in any case.
                return;
            }
        }
    }

    synchronized void close() {
        closed = true;
        disconnect();
    }
}
