package io.gangway.cli;

import io.gangway.conf.SystemError;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;

/** Runs one instance from start to stop. Commands arrive by signals, on any thread, and are executed in order. */
final class Master {
    private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
    private final Instance instance;
    private final Launcher launcher;
    private final PrintStream err;
    private final boolean verbose;

    Master(Instance instance, Launcher launcher, PrintStream err) {
        this(instance, launcher, err, false);
    }

    /** @param verbose whether to print the URLs and log files */
    Master(Instance instance, Launcher launcher, PrintStream err, boolean verbose) {
        this.instance = instance;
        this.launcher = launcher;
        this.err = err;
        this.verbose = verbose;
    }

    /** Queues a command. May be called on any thread; returns at once. */
    void execute(Command command) {
        commands.add(command);
    }

    /** Handles the process's signals, except QUIT, which HotSpot keeps. */
    void listenToSignals() {
        handle("HUP", Command.RELOAD);
        handle("USR1", Command.REOPEN);
        handle("TERM", Command.STOP);
        handle("INT", Command.STOP);
        handle(Command.QUIT_OF_JVM, Command.QUIT);
        launcher.watch(() -> execute(Command.STOP));
    }

    private void handle(String signal, Command command) {
        Signals.handle(signal, () -> execute(command));
    }

    /** Serves until {@link Command#STOP}. */
    void run() throws InterruptedException {
        PidFile pid = instance.pidFile() == null ? null : new PidFile(instance.pidFile(), launcher.pid());
        try (instance) {
            instance.start();
            if (pid != null) {
                launcher.reportPidFile(pid.path());
                pid.write();
            }
            launcher.reportReady(err);
            if (instance.console() != null) {
                err.println("gangway: console: " + instance.console());
            }
            if (verbose) {
                announce();
            }
            executeCommands();
        } finally {
            if (pid != null) {
                remove(pid);
            }
        }
    }

    private void announce() {
        instance.urls().forEach(url -> err.println("gangway: serving " + url));
        List<Path> logs = instance.logFiles();
        err.println(
                logs.isEmpty()
                        ? "gangway: no log files; errors are written here"
                        : "gangway: logs: " + logs.stream().map(Path::toString).collect(Collectors.joining(", ")));
    }

    private void executeCommands() throws InterruptedException {
        while (true) {
            switch (commands.take()) {
                case RELOAD -> reload();
                case REOPEN -> instance.reopen();
                case QUIT -> instance.quit().whenComplete((done, failure) -> execute(Command.STOP));
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
