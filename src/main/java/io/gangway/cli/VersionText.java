package io.gangway.cli;

import io.gangway.conf.BuildInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The output of {@code -v}, {@code -V} and {@code -h}. */
final class VersionText {
    private VersionText() {}

    static String line() {
        return "gangway version: gangway/" + BuildInfo.VERSION;
    }

    /** Programs parse it to detect features: they look for nginx's version and its configure arguments. */
    static List<String> features() {
        return List.of(
                line(),
                "behaves as nginx version: nginx/" + BuildInfo.NGINX_VERSION,
                "runs on Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
                "TLS SNI support enabled",
                "configure arguments: " + arguments());
    }

    /** The arguments are in features.txt, one per line, with {@code #} comments. */
    private static String arguments() {
        try (InputStream in = open("features.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> line.startsWith("--"))
                    .collect(Collectors.joining(" "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String help(List<Subcommand> commands, Paths standard) {
        String words = commands.stream()
                .map(command -> String.format("  %-10s %s", command.name(), command.summary()))
                .collect(Collectors.joining("\n"));
        String options =
                Arrays.stream(LongOption.values()).map(LongOption::help).collect(Collectors.joining("\n"));
        String file = Files.exists(standard.file())
                ? standard.file().toString()
                : "not part of this jar: it comes with the distribution";
        String what = standard.file()
                        .equals(Paths.ofDemo(Options.parse(), Paths.home(), Paths.here())
                                .file())
                ? "the demo"
                : "serves the configuration of this machine";
        return """
                Usage: gangway -c nginx.conf           serves a configuration, as nginx does
                       gangway COMMAND [OPTIONS]       see "gangway COMMAND --help"
                       gangway                         %s, %s

                Commands:
                %s

                Options:
                %s

                A relative -c starts from -p, or from the working directory.
                """.formatted(what, file, words, options);
    }

    private static InputStream open(String resource) {
        return VersionText.class.getResourceAsStream(resource);
    }
}
