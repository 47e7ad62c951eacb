package io.gangway.cli;

import io.gangway.conf.ConfException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The program {@code gangway}: takes nginx's options and speaks as nginx does. Messages go to stderr, as nginx's do. */
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

    /** Ends the JVM with 0, with 1 after a message, or with 3 when it was out of memory. */
    public static void main(String[] args) {
        JettyLogging.choose();
        LastWords lastWords = new LastWords();
        Thread.setDefaultUncaughtExceptionHandler(lastWords);
        Main main = new Main(Launcher.fromProperties(), Main::read, System.out, System.err);
        System.exit(main.run(args));
    }

    private static Instance read(Place place) {
        return Demo.isAt(place, Place.home()) ? Demo.read(place, System.out) : GangwayInstance.read(place);
    }

    /** The words that may stand first. */
    private List<Subcommand> commands() {
        return List.of(
                new Subcommand("demo", "runs the demo; the default without options", this::demo),
                new Subcommand(
                        "dev",
                        "a proxy for development: files, backends, WebSocket messages",
                        args -> new DevCommand(out, err).run(args)));
    }

    /** @return the process's status */
    int run(String... args) {
        try {
            Subcommand command = args.length == 0
                    ? null
                    : Subcommand.find(commands(), args[0]).orElse(null);
            return command == null
                    ? serve(Options.parse(args))
                    : command.action().run(Arrays.copyOfRange(args, 1, args.length));
        } catch (UsageException e) {
            say(e.getMessage());
            if (e.word() != null) {
                List<String> names = commands().stream().map(Subcommand::name).toList();
                say(UsageHint.of(e.word(), names, Place.here()));
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
        return serve(options);
    }

    private int serve(Options options) throws InterruptedException {
        if (options.directive() != null) {
            return explain(options.directive());
        }
        if (options.version()) {
            version(options);
            return OK;
        }
        Place place = Place.of(options, Place.home(), Place.here());
        try {
            return act(options, place);
        } catch (ConfException e) {
            say("[emerg] " + e.getMessage());
            if (e.hint() != null) {
                say(e.hint());
            }
        } catch (StartException e) {
            say("[" + e.level() + "] " + e.getMessage());
            if (e.hint() != null) {
                say(e.hint());
            }
        } catch (UncheckedIOException e) {
            say("[emerg] " + e.getMessage());
        }
        if (options.test()) {
            say("configuration file " + place.file() + " test failed");
        }
        return FAILED;
    }

    private int act(Options options, Place place) throws InterruptedException {
        Instance instance = reader.read(place);
        if (options.signal() == null) {
            instance.warnings().forEach(warning -> say("[warn] " + warning));
            if (instance.noEffect().contains("user") && "root".equals(System.getProperty("user.name"))) {
                say("[warn] the \"user\" directive has no effect: the process runs as root");
            }
        }
        if (options.test()) {
            tested(options, place, instance);
            return OK;
        }
        if (options.signal() != null) {
            if (instance.pidFile() == null) {
                throw new StartException("error", "the configuration has no pid file");
            }
            SignalProcess.send(Order.valueOf(options.signal().toUpperCase(Locale.ROOT)), instance.pidFile());
            return OK;
        }
        if (instance.daemon() && launcher.canGoToBackground()) {
            return Launcher.TO_BACKGROUND;
        }
        Master master = new Master(instance, launcher, err, options.verbose() || Terminal.isAttached());
        master.listenToSignals();
        master.run();
        return OK;
    }

    private int explain(String directive) {
        DirectiveHelp help = DirectiveHelp.load();
        List<String> page = help.page(directive);
        page.forEach(out::println);
        help.complaint(directive).forEach(this::say);
        return page.isEmpty() ? FAILED : OK;
    }

    private void version(Options options) {
        PrintStream to = options.onStdout() ? out : err;
        (options.features() ? Version.features() : List.of(Version.line())).forEach(to::println);
        if (options.help()) {
            Place standard = Place.of(Options.parse(), Place.home(), Place.here());
            to.println();
            to.print(Version.help(commands(), standard));
            to.flush();
        }
    }

    private void tested(Options options, Place place, Instance instance) {
        if (instance.pidFile() != null) {
            PidFile.check(instance.pidFile());
        }
        if (!options.quiet()) {
            if (!instance.noEffect().isEmpty()) {
                say("[notice] accepted, no effect: " + String.join(", ", instance.noEffect()));
            }
            say("the configuration file " + place.file() + " syntax is ok");
            say("configuration file " + place.file() + " test is successful");
        }
        if (options.dump()) {
            byte[] dump = instance.dump().getBytes(StandardCharsets.ISO_8859_1);
            out.write(dump, 0, dump.length);
            out.flush();
        }
    }

    private void say(String message) {
        err.println("gangway: " + message);
    }
}
