package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.conf.ConfException;
import io.gangway.conf.Position;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @TempDir
    Path directory;

    private RecordedInstance instance;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void prepare() {
        instance = new RecordedInstance(directory.resolve("x.pid"));
    }

    @Test
    void version_and_features_have_the_text_that_programs_parse() {
        assertThat(main("-V")).isZero();

        assertThat(err.toString(StandardCharsets.UTF_8))
                .containsPattern("gangway version: gangway/\\d")
                .containsPattern("nginx version: nginx/1\\.30")
                .containsPattern("configure arguments: .*--with-http_ssl_module");
    }

    @Test
    void help_lists_each_command_and_option() {
        assertThat(main("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\n  demo ", "\n  dev ", "-?, -h, --help", "-c, --config FILE")
                .contains(LongOption.names());
        assertThat(err).hasToString("");

        out.reset();
        assertThat(main("-h")).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("\n  dev ");
        assertThat(out).hasToString("");
    }

    @Test
    void help_explains_a_directive_on_stdout() {
        assertThat(main("-h", "proxy_read_timeout")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Syntax:   proxy_read_timeout time;\n");
        assertThat(err).hasToString("");
    }

    @Test
    void help_suggests_the_nearest_directive() {
        assertThat(main("--help", "proxy_pas")).isEqualTo(1);

        assertThat(out).hasToString("");
        assertThat(err)
                .hasToString("gangway: unknown directive \"proxy_pas\"\ngangway: did you mean \"proxy_pass\"?\n");
    }

    @Test
    void an_unknown_command_gets_nginxs_error_and_a_hint() {
        assertThat(main("reload")).isEqualTo(1);

        assertThat(err).hasToString("gangway: invalid option: \"reload\"\ngangway: did you mean \"-s reload\"?\n");
    }

    @Test
    void the_demo_has_a_configuration_of_its_own() {
        assertThat(main("demo", "-c", "/x.conf")).isEqualTo(1);
        assertThat(err).hasToString("gangway: the demo has its own configuration: -p and -c are not allowed\n");

        assertThat(main("demo", "-t")).isZero();
    }

    @Test
    void urls_and_logs_are_printed_only_on_request() throws Exception {
        assertThat(startAndStop(true))
                .isEqualTo("gangway: serving http://localhost:8080/\n"
                        + "gangway: logs: /logs/error.log, /logs/access.log\n");
        assertThat(startAndStop(false)).isEmpty();
    }

    @Test
    void the_link_of_the_console_is_always_printed() throws Exception {
        instance.link = "http://localhost:9000/#token=secret";

        assertThat(startAndStop(false)).isEqualTo("gangway: console: http://localhost:9000/#token=secret\n");
    }

    private String startAndStop(boolean verbose) throws Exception {
        err.reset();
        Master master = new Master(instance, new Launcher(42, false, false), stream(err), verbose, null);
        master.execute(Command.STOP);
        master.run();
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_valid_file_is_reported_unless_quiet() {
        assertThat(main("-t", "-c", "/x.conf")).isZero();
        assertThat(err)
                .hasToString("gangway: the configuration file /x.conf syntax is ok\n"
                        + "gangway: configuration file /x.conf test is successful\n");

        err.reset();
        assertThat(main("-tq", "-c", "/x.conf")).isZero();
        assertThat(err).hasToString("");
        assertThat(instance.calls).isEmpty();
    }

    @Test
    void a_dump_goes_to_stdout() {
        assertThat(main("-Tq", "-c", "/x.conf")).isZero();

        assertThat(out).hasToString("# configuration file /x.conf:\n");
    }

    @Test
    void an_invalid_file_is_an_emergency_with_a_hint() {
        int status = main(paths -> {
            throw new ConfException("unknown directive \"prox\"", new Position("/x.conf", 3, 1), "did you mean it?");
        });

        assertThat(status).isEqualTo(1);
        assertThat(err)
                .hasToString("gangway: [emerg] unknown directive \"prox\" in /x.conf:3\n"
                        + "gangway: did you mean it?\n"
                        + "gangway: configuration file /x.conf test failed\n");
    }

    @Test
    void signalling_without_a_pid_file_is_an_error() {
        assertThat(main("-s", "reload", "-c", "/x.conf")).isEqualTo(1);

        assertThat(err)
                .hasToString("gangway: [error] open() \"" + directory.resolve("x.pid")
                        + "\" failed (2: No such file or directory)\n");
    }

    @Test
    void commands_run_in_order_and_quit_waits_for_the_last_exchange() throws Exception {
        Master master = new Master(instance, new Launcher(42, false, false), System.err);
        Thread thread = new Thread(() -> run(master));
        thread.start();
        await().until(() -> directory.resolve("x.pid").toFile().exists());
        assertThat(PidFile.read(directory.resolve("x.pid"))).isEqualTo(42);

        master.execute(Command.RELOAD);
        master.execute(Command.REOPEN);
        master.execute(Command.QUIT);
        await().until(() -> instance.calls.contains("quit"));
        assertThat(instance.calls).containsExactly("start", "reload", "reopen", "quit");

        instance.drained.complete(null);
        thread.join();
        assertThat(instance.calls).endsWith("quit", "close");
        assertThat(directory.resolve("x.pid")).doesNotExist();
    }

    @Test
    void the_background_start_is_requested_before_any_port_is_opened() {
        instance.daemon = true;
        Main main = new Main(new Launcher(42, true, false), paths -> instance, stream(out), stream(err));

        assertThat(main.run("-c", "/x.conf")).isEqualTo(Launcher.TO_BACKGROUND);
        assertThat(instance.calls).isEmpty();
    }

    private int main(String... args) {
        return new Main(new Launcher(42, false, false), paths -> instance, stream(out), stream(err)).run(args);
    }

    private int main(Instance.Reader reader) {
        return new Main(new Launcher(42, false, false), reader, stream(out), stream(err)).run("-t", "-c", "/x.conf");
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static void run(Master master) {
        try {
            master.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
