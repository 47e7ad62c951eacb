package io.gangway.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What is said when a thread ends by an exception that nobody caught. Out of memory ends the process: a server that lost a
 * thread is half-dead. Anything else is one line.
 */
final class UncaughtExceptionLogger implements Thread.UncaughtExceptionHandler {
    /** The status after out of memory; the one that HotSpot's ExitOnOutOfMemoryError uses. */
    static final int STATUS = 3;

    /** Made in advance: there may be no memory to make it later. */
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
                // the status has to say it alone
            }
            Runtime.getRuntime().halt(STATUS);
        }
        System.err.println("gangway: [alert] thread " + thread.getName() + " ended: " + cause);
    }
}
