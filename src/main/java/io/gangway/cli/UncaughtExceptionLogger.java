package io.gangway.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Logs the exception that ended a thread, in one line. Out of memory ends the process: a server that has lost a thread
 * cannot work any more.
 */
final class UncaughtExceptionLogger implements Thread.UncaughtExceptionHandler {
    /** The exit status after out of memory, the same as for HotSpot's ExitOnOutOfMemoryError. */
    static final int STATUS = 3;

    /** Encoded in advance: there may be no memory for it later. */
    private final byte[] outOfMemory = ("gangway: [emerg] out of memory: the process ends;"
                    + " set a larger heap with JAVA_OPTS=-Xmx...\n")
            .getBytes(StandardCharsets.US_ASCII);

    private final FileOutputStream err = new FileOutputStream(FileDescriptor.err);

    @Override
    public void uncaughtException(Thread thread, Throwable cause) {
        if (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError)) {
            try {
                err.write(outOfMemory);
            } catch (IOException | OutOfMemoryError e) {
                // The exit status is then the only report.
            }
            Runtime.getRuntime().halt(STATUS);
        }
        System.err.println("gangway: [alert] thread " + thread.getName() + " ended: " + cause);
    }
}
