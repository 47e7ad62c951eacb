package io.gangway.cli;

import io.gangway.conf.ConfException;
import io.gangway.dev.Dev;
import io.gangway.dev.DevUsageException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;

/** The command {@code gangway dev}: serves until the process ends. */
record DevCommand(PrintStream out, PrintStream err) {
    /** @return the exit status of the process */
    int run(String... args) throws InterruptedException {
        try {
            Dev dev = Dev.start(out, args);
            if (dev != null) {
                Runtime.getRuntime().addShutdownHook(new Thread(dev::close));
                new CountDownLatch(1).await();
            }
            return 0;
        } catch (DevUsageException | UncheckedIOException e) {
            print(e.getMessage());
        } catch (ConfException e) {
            print("[emerg] " + e.getMessage());
            print(e.hint());
        }
        return 1;
    }

    private void print(String message) {
        if (message != null) {
            err.println("gangway: " + message);
        }
    }
}
