package io.gangway.cli;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.conf.SystemError;
import java.io.IOException;
import java.io.PrintStream;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;

/**
 * The command {@code gangway health}, for the health check of a container that has neither a shell nor {@code curl}.
 */
record HealthCommand(PrintStream out, PrintStream err) {
    private static final int HEALTHY = 0;
    private static final int UNHEALTHY = 1;

    private static final String HELP = """
            Usage: gangway health [-c FILE | URL]

            Asks a running server whether it is well, for health checks of containers.

              URL      it must respond with a status below 400; http:// only
              -c FILE  the first address that the configuration listens to must respond, with any status;
                       an address for TLS must accept a connection. The default is the installed configuration,
                       else that of the demo

            Exit status: 0 healthy, 1 not.
            """;

    /** @return the exit status of the process: 0 healthy, 1 not */
    int run(String... args) {
        if (args.length == 1 && (args[0].equals("--help") || args[0].equals("-h"))) {
            out.print(HELP);
            return HEALTHY;
        }
        if (args.length == 0) {
            return listening(
                    Paths.of(Options.parse(), Paths.home(), Paths.here()).file());
        }
        if (args.length == 2 && args[0].equals("-c")) {
            return listening(Path.of(args[1]));
        }
        if (args.length == 1 && !args[0].startsWith("-")) {
            return responding(args[0]);
        }
        throw new UsageException("health: one URL or -c FILE, see \"gangway health --help\"", null);
    }

    private int responding(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("health: invalid URL \"" + text + "\"", null);
        }
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new UsageException("health: not a URL of http://: \"" + text + "\"", null);
        }
        try {
            int status = HealthRequest.status(uri);
            return report(text, "status " + status, status >= 200 && status < 400);
        } catch (IOException e) {
            return report(text, SystemError.of(e), false);
        }
    }

    private int listening(Path file) {
        String path = Environment.bytes(file.toAbsolutePath());
        try {
            HealthAddress listen = HealthAddress.first(path);
            SocketAddress address = listen.socket();
            try {
                HealthRequest.send(address, listen.plain());
                return report(listen.text(), listen.plain() ? "responds" : "accepts connections", true);
            } catch (IOException e) {
                return report(listen.text(), SystemError.of(e), false);
            }
        } catch (ConfException e) {
            err.println("gangway: [emerg] " + e.getMessage());
            return UNHEALTHY;
        }
    }

    private int report(String what, String text, boolean healthy) {
        out.println("gangway: " + what + ": " + text);
        return healthy ? HEALTHY : UNHEALTHY;
    }
}
