package io.gangway.cli;

import io.gangway.conf.SystemError;
import io.gangway.control.ControlAddress;
import io.gangway.control.ControlSocket;
import io.gangway.control.Controlled.ReloadResult;
import io.gangway.errorlog.LogLevel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;

/**
 * Runs one instance from start to stop. Commands arrive by signals and by a socket beside the pid file, on any thread,
 * and are executed in order.
 */
final class Master {
    private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Instance instance;
    private final Launcher launcher;
    private final PrintStream err;
    private final boolean verbose;
    /** Null when this process replaces no other. */
    private final Replacement replacement = Replacement.fromProperties();

    private final Handover handover;

    /** A command, and the reply to whoever waits for it. */
    private record Task(Command command, CompletableFuture<ReloadResult> done) {}

    Master(Instance instance, Launcher launcher, PrintStream err) {
        this(instance, launcher, err, false, null);
    }

    /**
     * Creates the master of an instance.
     *
     * @param verbose whether to print the URLs and log files
     * @param control where the Control API is served; null for none
     */
    Master(Instance instance, Launcher launcher, PrintStream err, boolean verbose, ControlAddress control) {
        this.instance = instance;
        this.launcher = launcher;
        this.err = err;
        this.verbose = verbose;
        handover = new Handover(instance, control, new InstanceControl(instance, this::reloadAndWait));
    }

    /** Queues a command. May be called on any thread; returns at once. */
    void execute(Command command) {
        tasks.add(new Task(command, new CompletableFuture<>()));
    }

    /** Handles the process's signals, except QUIT, which HotSpot keeps. */
    void listenToSignals() {
        handle("HUP", Command.RELOAD);
        handle("USR1", Command.REOPEN);
        handle("INT", Command.STOP);
        handle(Command.QUIT_OF_JVM, Command.QUIT);
        if (!handle("TERM", Command.STOP)) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "gangway-stop"));
        }
        launcher.watch(() -> execute(Command.STOP));
    }

    private boolean handle(String signal, Command command) {
        return Signals.handle(signal, () -> execute(command));
    }

    /** For a JVM that ends at a signal and has no handlers (an image without jdk.unsupported). */
    private void stopAndWait() {
        execute(Command.STOP);
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Serves until {@link Command#STOP}. */
    void run() throws InterruptedException {
        PidFile pid = instance.pidFile() == null ? null : new PidFile(instance.pidFile(), launcher.pid());
        try (instance) {
            start();
            serve(pid);
        } finally {
            if (pid != null) {
                remove(pid);
            }
            ended.countDown();
        }
    }

    private void start() throws InterruptedException {
        if (replacement != null) {
            replacement.begin(instance.pidFile());
        }
        instance.start();
    }

    private void serve(PidFile pid) throws InterruptedException {
        ControlSocket commands = null;
        try (handover) {
            handover.open();
            if (pid != null) {
                launcher.reportPidFile(pid.path());
                commands = openCommands(pid);
                pid.write();
            }
            launcher.reportReady(err);
            if (replacement != null) {
                replacement.end(this::alert);
            }
            if (instance.console() != null) {
                err.println("gangway: console: " + instance.console());
            }
            if (verbose) {
                announce();
            }
            executeCommands();
        } finally {
            if (commands != null) {
                close(commands, PidFile.socket(pid.path()));
            }
        }
    }

    private void alert(String message) {
        instance.log(LogLevel.ALERT, message);
    }

    /** The socket beside the pid file; null when it cannot be opened: then only signals are left. */
    private ControlSocket openCommands(PidFile pid) {
        Path path = PidFile.socket(pid.path());
        try {
            return ControlSocket.openCommands(path, pid.pid(), this::action, this::alert);
        } catch (IOException | UnsupportedOperationException e) {
            instance.log(
                    LogLevel.NOTICE,
                    "-s can use signals only: bind() to unix:" + path + " failed (" + SystemError.of(e) + ")");
            return null;
        }
    }

    /** What carries out a word; null for an unknown one. Sharing is done when the client has its response. */
    private Runnable action(String word) {
        if (word.matches(Replacement.SHARE + "[1-9][0-9]{0,17}")) {
            return () -> handover.to(Long.parseLong(word.substring(Replacement.SHARE.length())));
        }
        return Command.of(word).<Runnable>map(command -> () -> execute(command)).orElse(null);
    }

    private void close(ControlSocket commands, Path path) {
        try {
            commands.close();
        } catch (IOException e) {
            alert("close() of unix:" + path + " failed (" + SystemError.of(e) + ")");
        }
    }

    /** Queues a reload behind the commands before it, and waits for it. */
    private ReloadResult reloadAndWait() throws InterruptedException {
        Task task = new Task(Command.RELOAD, new CompletableFuture<>());
        tasks.add(task);
        try {
            return task.done().get();
        } catch (ExecutionException e) {
            return new ReloadResult(false, List.of("[alert] " + e.getCause()));
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
            Task task = tasks.take();
            switch (task.command()) {
                case RELOAD -> task.done().complete(reload());
                case REOPEN -> instance.reopen();
                case QUIT -> {
                    handover.quit();
                    instance.quit().whenComplete((done, failure) -> execute(Command.STOP));
                }
                case STOP -> {
                    handover.quit();
                    return;
                }
            }
        }
    }

    private ReloadResult reload() {
        try {
            instance.reload();
            List<String> warnings = instance.warnings();
            return new ReloadResult(
                    true, warnings.stream().map(warning -> "[warn] " + warning).toList());
        } catch (StartException e) {
            String message = "[" + e.level() + "] " + e.getMessage();
            err.println("gangway: " + message);
            if (e.hint() != null) {
                err.println("gangway: " + e.hint());
            }
            return new ReloadResult(false, List.of(message));
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
