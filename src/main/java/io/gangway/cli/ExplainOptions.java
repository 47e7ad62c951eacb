package io.gangway.cli;

import io.gangway.conf.KnownDirectives;
import io.gangway.explain.ExplainException;
import io.gangway.explain.ExplainedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The command line of {@code gangway explain}.
 *
 * @param instance those that say which configuration is read: {@code -c}, {@code -p}, {@code -g}
 * @param request null with {@code help}
 */
record ExplainOptions(Options instance, ExplainedRequest request, boolean json, boolean help) {
    static final String HELP = """
            Usage: gangway explain [-c FILE] [-p PREFIX] [-g DIRECTIVES] [OPTIONS] URL

            Prints what would happen to a request, step by step, with file and line. Nothing is
            sent: what a backend would respond is assumed. A URL is http://, https://, ws:// or
            wss://, or a path alone for the first "listen" of the file.

            Options:
              -X, --method METHOD   the method, by default GET
              -H, --header FIELD    a header field, 'Cookie: a=b'; may be repeated
                  --websocket       adds the fields of a WebSocket handshake, as ws:// does
                  --http2           over HTTP/2; a WebSocket handshake is an extended CONNECT
                  --client ADDRESS  the address of the client, by default 127.0.0.1
                  --lenient         leaves out what is known and not supported
                  --json            prints one JSON object
                  --help            prints this text

            Exit status: 0 when the request would be handled; 1 when the server itself would fail
            or refuse its head; 2 when it cannot be explained (a broken URL or configuration).
            """;

    private static final Set<String> INSTANCE = Set.of("-c", "-p", "-g", "--config", "--prefix", "--globals");
    private static final List<String> NAMES = List.of(
            "--method",
            "--header",
            "--websocket",
            "--http2",
            "--client",
            "--json",
            "--lenient",
            "--help",
            "-c",
            "-p",
            "-g",
            "-X",
            "-H");

    /** @throws UsageException for an unknown option, or one without its value */
    static ExplainOptions parse(String... args) {
        return new Parser(args).parse();
    }

    private static final class Parser {
        private final String[] args;
        private int at;
        private final List<String> instance = new ArrayList<>();
        private ExplainedRequest request = ExplainedRequest.of("");
        private boolean json;
        private boolean help;

        Parser(String[] args) {
            this.args = args;
        }

        ExplainOptions parse() {
            for (; at < args.length; at++) {
                option(args[at]);
            }
            if (!help && request.url().isEmpty()) {
                throw new UsageException("no URL to explain; \"gangway explain --help\" shows how", null);
            }
            return new ExplainOptions(Options.parse(instance.toArray(String[]::new)), request, json, help);
        }

        private void option(String arg) {
            int equals = arg.startsWith("--") ? arg.indexOf('=') : -1;
            String name = equals < 0 ? arg : arg.substring(0, equals);
            String joined = equals < 0 ? null : arg.substring(equals + 1);
            switch (name) {
                case "-X", "--method" -> request = request.method(value(name, joined));
                case "-H", "--header" -> header(value(name, joined));
                case "--client" -> request = request.client(value(name, joined));
                case "--websocket" -> request = request.websocket();
                case "--http2" -> request = request.http2();
                case "--lenient" -> instance.add(name);
                case "--json" -> json = true;
                case "--help", "-h" -> help = true;
                default -> {
                    if (INSTANCE.contains(name)) {
                        instance.add(name);
                        instance.add(value(name, joined));
                    } else if (name.startsWith("-")) {
                        throw unknown(name);
                    } else if (request.url().isEmpty()) {
                        request = request.url(name);
                    } else {
                        throw new UsageException("two URLs: \"" + request.url() + "\" and \"" + name + "\"", null);
                    }
                }
            }
        }

        private void header(String line) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new ExplainException("header \"" + line + "\" has no colon (expected: 'Name: value')");
            }
            request = request.field(
                    line.substring(0, colon), line.substring(colon + 1).strip());
        }

        private String value(String name, String joined) {
            if (joined != null) {
                return joined;
            }
            at++;
            if (at >= args.length) {
                throw new UsageException("option \"" + name + "\" requires a value", null);
            }
            return args[at];
        }

        private static UsageException unknown(String name) {
            String hint = KnownDirectives.nearest(name, NAMES)
                    .map(nearest -> "did you mean \"" + nearest + "\"?")
                    .orElse("\"gangway explain --help\" lists them");
            return new UsageException("unknown option \"" + name + "\"; " + hint, null);
        }
    }
}
