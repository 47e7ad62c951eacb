package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    foo       | invalid option: "foo"
                    -x        | invalid option: "x"
                    -tx       | invalid option: "x"
                    --foo     | invalid option: "--foo"
                    --test=a  | invalid option: "--test=a"
                    --signal foo | invalid option: "--signal foo"
                    --config  | option "--config" requires file name
                    -s foo    | invalid option: "-s foo"
                    -sfoo     | invalid option: "-s foo"
                    -s        | option "-s" requires parameter
                    -g        | option "-g" requires parameter
                    -p        | option "-p" requires directory name
                    -c        | option "-c" requires file name
                    -tc       | option "-c" requires file name
                    -e        | option "-e" requires file name
                    --admin   | option "--admin" requires address
                    --admin-token | option "--admin-token" requires token
                    """)
    void invalid_options_get_nginxs_errors(String line, String message) {
        assertThatThrownBy(() -> Options.parse(line.split(" ")))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }

    @Test
    void letters_may_be_combined_and_a_value_may_be_joined() {
        Options options = Options.parse("-tqc/a/nginx.conf", "-p", "site", "-gdaemon off;", "-");

        assertThat(options.test()).isTrue();
        assertThat(options.quiet()).isTrue();
        assertThat(options.dump()).isFalse();
        assertThat(options.file()).isEqualTo("/a/nginx.conf");
        assertThat(options.prefix()).isEqualTo("site");
        assertThat(options.globals()).isEqualTo("daemon off;");
    }

    @Test
    void each_option_has_a_long_name_whose_value_follows_or_is_joined() {
        Options options = Options.parse(
                "--test",
                "--dump",
                "--quiet",
                "--verbose",
                "--prefix",
                "site",
                "--config=a=b.conf",
                "--error-log=e.log",
                "--lenient",
                "--globals",
                "daemon off;",
                "--signal=quit",
                "--admin=9000",
                "--admin-token",
                "secret");

        assertThat(options)
                .isEqualTo(new Options(
                        false,
                        false,
                        false,
                        true,
                        true,
                        true,
                        true,
                        true,
                        false,
                        "quit",
                        "site",
                        "e.log",
                        "a=b.conf",
                        "daemon off;",
                        "9000",
                        "secret",
                        null,
                        null));
        assertThat(Options.parse("--help").help()).isTrue();
        assertThat(Options.parse("--help").onStdout()).isTrue();
        assertThat(Options.parse("-h").onStdout()).isFalse();
        assertThat(Options.parse("--version").version()).isTrue();
        assertThat(Options.parse("--features").features()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "-h proxy_pass",
        "-? proxy_pass",
        "-th proxy_pass",
        "--help proxy_pass",
        "--help=proxy_pass",
        "-h proxy_pass -t",
    })
    void a_directive_may_follow_help(String line) {
        assertThat(Options.parse(line.split(" ")).directive()).isEqualTo("proxy_pass");
    }

    @Test
    void an_option_after_help_is_not_a_directive() {
        assertThat(Options.parse("-h", "-t").directive()).isNull();
        assertThat(Options.parse("-t", "-h").directive()).isNull();
    }

    @Test
    void the_last_one_wins() {
        assertThat(Options.parse("-c", "a", "-cb").file()).isEqualTo("b");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
                    -,     -,          /home,      /home/etc/gangway.conf
                    -,     nginx.conf, /here,      /here/nginx.conf
                    -,     /a/b.conf,  /here,      /a/b.conf
                    site/, nginx.conf, /here/site, /here/site/nginx.conf
                    /srv,  -,          /srv,       /srv/conf/nginx.conf
                    """)
    void a_relative_file_starts_from_the_prefix_or_the_working_directory(
            String prefix, String file, Path expectedPrefix, Path expectedFile) {
        List<String> args = new ArrayList<>();
        if (prefix != null) {
            args.addAll(List.of("-p", prefix));
        }
        if (file != null) {
            args.addAll(List.of("-c", file));
        }
        Options options = Options.parse(args.toArray(String[]::new));

        Paths paths = Paths.of(options, Path.of("/home"), Path.of("/here"));

        assertThat(paths.prefix()).isEqualTo(expectedPrefix);
        assertThat(paths.file()).isEqualTo(expectedFile);
    }

    /** As the Debian package lays them out. */
    @Test
    void without_options_it_is_the_configuration_that_a_package_has_installed(@TempDir Path directory)
            throws Exception {
        Path etc = Files.createDirectories(directory.toRealPath().resolve("etc/gangway"));
        Path file = Files.createFile(etc.resolve("gangway.conf"));
        Path home = Files.createDirectories(directory.resolve("usr/share/gangway"));
        Files.createSymbolicLink(home.resolve("conf"), etc);

        Paths paths = Paths.of(Options.parse("-t"), home, Path.of("/here"));

        assertThat(paths.prefix()).isEqualTo(etc);
        assertThat(paths.file()).isEqualTo(file);
        assertThat(Paths.of(Options.parse("-c", "x.conf"), home, Path.of("/here"))
                        .file())
                .isEqualTo(Path.of("/here/x.conf"));
        assertThat(Paths.ofDemo(Options.parse(), home, Path.of("/here")).file())
                .isEqualTo(home.resolve("etc/gangway.conf"));
    }
}
