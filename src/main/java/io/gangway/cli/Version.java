package io.gangway.cli;

import io.gangway.core.Product;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code -v}, {@code -V} and {@code -h} print. */
final class Version {
    private Version() {}

    static String line() {
        return "gangway version: gangway/" + Product.VERSION;
    }

    /** Programs read it to learn what is there: they look for nginx's version and its configure arguments. */
    static List<String> features() {
        return List.of(
                line(),
                "behaves as nginx version: nginx/" + Product.NGINX_VERSION,
                "runs on Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
                "TLS SNI support enabled",
                "configure arguments: " + arguments());
    }

    /** One line each in features.txt, after {@code #} comments. */
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

    static String help(Place standard) {
        return """
                Usage: gangway [-?hvVtTq] [-s signal] [-p prefix]
                               [-e filename] [-c filename] [-g directives]

                Options:
                  -?,-h         : this help
                  -v            : the version
                  -V            : the version and what is in it
                  -t            : check the configuration, then end
                  -T            : check the configuration, print it, then end
                  -q            : with -t: say nothing when all is well
                  -s signal     : tell a running process: stop, quit, reopen, reload
                  -p prefix     : what relative paths belong to (without -p and -c: %s)
                  -e filename   : error log until the configuration names one (default: stderr)
                  -c filename   : the configuration (default: %s)
                  -g directives : main directives beside those of the configuration
                """.formatted(standard.prefix(), standard.file());
    }

    private static InputStream open(String resource) {
        return Version.class.getResourceAsStream(resource);
    }
}
