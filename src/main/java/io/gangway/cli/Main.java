package io.gangway.cli;

import io.gangway.conf.ConfException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The program {@code gangway}, with nginx's options and messages. Messages go to stderr, as in nginx. */
public final class Main {
    private static final int OK = 0;
    private static final int FAILED = 1;

    private final Launcher launcher;
    private final Instance.Reader reader;
    private final PrintStream out;
    private final PrintStream err;

    Main(Launcher launcher, Instance.Reader reader, PrintStream out, PrintStream err) {
        this.launcher = launcher;
        this.reader = reader;
        this.out = out;
        this.err = err;
    }

    /** Exits with 0, with 1 after an error message, or with 3 when out of memory. */
    public static void main(String[] args) {
        System.exit(program().run(args));
    }

    /** The program, with this process's streams. */
    static Main program() {
        JettyLogging.choose();
        OpenTelemetryLogging.choose();
        UncaughtExceptionLogger uncaughtExceptionLogger = new UncaughtExceptionLogger();
        Thread.setDefaultUncaughtExceptionHandler(uncaughtExceptionLogger);
        return new Main(Launcher.fromProperties(), Main::read, System.out, System.err);
    }

    /** What the program prints on stdout with these arguments, for its manual. */
    public static String printed(String... args) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        new Main(Launcher.fromProperties(), Main::read, out, System.err).run(args);
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static Instance read(Paths paths) {
        return Demo.isAt(paths, Paths.home()) ? Demo.read(paths, System.out) : GangwayInstance.read(paths);
    }

    /** The subcommands. */
    private List<Subcommand> commands() {
        return List.of(
                new Subcommand("demo", "runs the demo", this::demo),
                new Subcommand(
                        "dev",
                        "a proxy for development: files, backends, WebSocket messages",
                        args -> new DevCommand(out, err).run(args)),
                new Subcommand(
                        "explain",
                        "what would happen to a request, with file and line",
                        args -> new ExplainCommand(out, err).run(args)),
                new Subcommand(
                        "check",
                        "compares the directives of a configuration with nginx",
                        args -> new CheckCommand(out, err).run(args)),
                new Subcommand(
                        "lint", "finds mistakes in a configuration", args -> new LintCommand(out, err).run(args)),
                new Subcommand(
                        "health",
                        "asks a running server whether it is well",
                        args -> new HealthCommand(out, err).run(args)));
    }

    /** @return the exit status of the process */
    int run(String... args) {
        try {
            Subcommand command = args.length == 0
                    ? null
                    : Subcommand.find(commands(), args[0]).orElse(null);
            return command == null
                    ? serve(Options.parse(args))
                    : command.action().run(Arrays.copyOfRange(args, 1, args.length));
        } catch (UsageException e) {
            print(e.getMessage());
            if (e.word() != null) {
                List<String> names = commands().stream().map(Subcommand::name).toList();
                print(UsageHint.of(e.word(), names, Paths.here()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FAILED;
    }

    private int demo(String... args) throws InterruptedException {
        Options options = Options.parse(args);
        if (options.prefix() != null || options.file() != null) {
            throw new UsageException("the demo has its own configuration: -p and -c are not allowed", null);
        }
        return serve(options, Paths.ofDemo(options, Paths.home(), Paths.here()));
    }

    private int serve(Options options) throws InterruptedException {
        return serve(options, Paths.of(options, Paths.home(), Paths.here()));
    }

    private int serve(Options options, Paths paths) throws InterruptedException {
        if (options.directive() != null) {
            return explain(options.directive());
        }
        if (options.version()) {
            version(options);
            return OK;
        }
        try {
            return act(options, paths);
        } catch (ConfException e) {
            print("[emerg] " + e.getMessage());
            if (e.hint() != null) {
                print(e.hint());
            }
        } catch (StartException e) {
            print("[" + e.level() + "] " + e.getMessage());
            if (e.hint() != null) {
                print(e.hint());
            }
        } catch (UncheckedIOException e) {
            print("[emerg] " + e.getMessage());
        }
        if (options.test()) {
            print("configuration file " + paths.file() + " test failed");
        }
        return FAILED;
    }

    private int act(Options options, Paths paths) throws InterruptedException {
        Instance instance = reader.read(paths);
        if (options.signal() == null) {
            instance.warnings().forEach(warning -> print("[warn] " + warning));
            if (instance.noEffect().contains("user") && "root".equals(System.getProperty("user.name"))) {
                print("[warn] the \"user\" directive has no effect: the process runs as root");
            }
        }
        if (options.test()) {
            reportTest(options, paths, instance);
            return OK;
        }
        if (options.signal() != null) {
            if (instance.pidFile() == null) {
                throw new StartException("error", "the configuration has no pid file");
            }
            SignalProcess.send(Command.of(options.signal()).orElseThrow(), instance.pidFile());
            return OK;
        }
        if (instance.daemon() && launcher.canGoToBackground()) {
            return Launcher.TO_BACKGROUND;
        }
        if (instance.daemon() && !launcher.present()) {
            print("[warn] \"daemon on\" has no effect without the launcher: the process stays in the foreground");
        }
        Master master =
                new Master(instance, launcher, err, options.verbose() || Terminal.isAttached(), options.control());
        master.listenToSignals();
        master.run();
        return OK;
    }

    private int explain(String directive) {
        DirectiveHelp help = DirectiveHelp.load();
        List<String> page = help.page(directive);
        page.forEach(out::println);
        help.error(directive).forEach(this::print);
        return page.isEmpty() ? FAILED : OK;
    }

    private void version(Options options) {
        PrintStream to = options.onStdout() ? out : err;
        (options.features() ? VersionText.features() : List.of(VersionText.line())).forEach(to::println);
        if (options.help()) {
            Paths standard = Paths.of(Options.parse(), Paths.home(), Paths.here());
            to.println();
            to.print(VersionText.help(commands(), standard));
            to.flush();
        }
    }

    private void reportTest(Options options, Paths paths, Instance instance) {
        if (instance.pidFile() != null) {
            PidFile.check(instance.pidFile());
        }
        if (!options.quiet()) {
            if (!instance.noEffect().isEmpty()) {
                print("[notice] accepted, no effect: " + String.join(", ", instance.noEffect()));
            }
            print("the configuration file " + paths.file() + " syntax is ok");
            print("configuration file " + paths.file() + " test is successful");
        }
        if (options.dump()) {
            byte[] dump = instance.dump().getBytes(StandardCharsets.ISO_8859_1);
            out.write(dump, 0, dump.length);
            out.flush();
        }
    }

    private void print(String message) {
        err.println("gangway: " + message);
    }
}
