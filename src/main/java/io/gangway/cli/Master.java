package io.gangway.cli;

import io.gangway.conf.SystemError;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** One running instance from its start to its end. Orders come from signals, on any thread, and are carried out one after another. */
final class Master {
    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    private final Instance instance;
    private final Launcher launcher;
    private final PrintStream err;

    Master(Instance instance, Launcher launcher, PrintStream err) {
        this.instance = instance;
        this.launcher = launcher;
        this.err = err;
    }

    /** May be called on any thread; returns at once. */
    void tell(Order order) {
        orders.add(order);
    }

    /** Takes over the process's signals, except QUIT, which HotSpot keeps. */
    void listenToSignals() {
        handle("HUP", Order.RELOAD);
        handle("USR1", Order.REOPEN);
        handle("TERM", Order.STOP);
        handle("INT", Order.STOP);
        handle(Order.QUIT_OF_JVM, Order.QUIT);
        launcher.watch(() -> tell(Order.STOP));
    }

    private void handle(String signal, Order order) {
        Signals.handle(signal, () -> tell(order));
    }

    /** Serves until told to end. */
    void run() throws InterruptedException {
        PidFile pid = instance.pidFile() == null ? null : new PidFile(instance.pidFile(), launcher.pid());
        try (instance) {
            instance.start();
            if (pid != null) {
                launcher.tellPidFile(pid.path());
                pid.write();
            }
            launcher.tellReady(err);
            obey();
        } finally {
            if (pid != null) {
                remove(pid);
            }
        }
    }

    private void obey() throws InterruptedException {
        while (true) {
            switch (orders.take()) {
                case RELOAD -> reload();
                case REOPEN -> instance.reopen();
                case QUIT -> instance.quit().whenComplete((done, failure) -> tell(Order.STOP));
                case STOP -> {
                    return;
                }
            }
        }
    }

    private void reload() {
        try {
            instance.reload();
        } catch (StartException e) {
            err.println("gangway: [" + e.level() + "] " + e.getMessage());
            if (e.hint() != null) {
                err.println("gangway: " + e.hint());
            }
        }
    }

    private void remove(PidFile pid) {
        try {
            pid.remove();
        } catch (IOException e) {
            err.println("gangway: [alert] unlink() \"" + pid.path() + "\" failed (" + SystemError.of(e) + ")");
        }
    }
}
