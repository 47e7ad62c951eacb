package io.gangway.dev;

import io.gangway.conf.TimeValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of {@code gangway dev}. Each option is followed by its value, or joined to it by {@code =} when it has no
 * other.
 */
final class DevOptions {
    static final String HELP = """
            gangway dev [OPTIONS]: a local proxy for development

              --root DIR          serve these files; unknown paths get index.html
              --proxy PATH=URL    pass requests below PATH on, WebSockets too (/api=http://localhost:8080)
              --ws PATH=URL       the same for a WebSocket (/chat=ws://localhost:8094/ws)
              --config FILE       serve this nginx.conf instead, and follow its changes
              --write FILE        keep the configuration that the options stand for, serve it and follow its changes
              --port N            listen there (default 8080)
              --https             with a certificate that is made for this machine
              --open              open the browser

              --see PATH          print the messages of the WebSockets there
              --record FILE       write the messages of the WebSockets down
              --replay FILE       play the backend's part of a record to each WebSocket
              --delay TIME        hold back what goes to a backend and comes from it (200ms)
              --drop PERCENT      lose so many of the messages, by chance
              --cut-after TIME    break each connection to a backend after so long (30s)
            """;

    Path root;
    final List<Route> routes = new ArrayList<>();
    Path config;
    Path write;
    int port = 8080;
    boolean https;
    boolean open;
    boolean help;
    final List<String> see = new ArrayList<>();
    Path record;
    Path replay;
    long delayMillis;
    int dropPercent;
    long cutAfterMillis;

    private final String[] args;
    private int at;

    private DevOptions(String[] args) {
        this.args = args;
    }

    /** @throws DevUsageException when they can't be understood */
    static DevOptions parse(String... args) {
        DevOptions options = new DevOptions(args);
        while (options.at < args.length) {
            options.option(args[options.at]);
            options.at++;
        }
        options.check();
        return options;
    }

    private void option(String name) {
        switch (name) {
            case "--root" -> root = Path.of(value());
            case "--proxy", "--ws" -> routes.add(Route.read(name, value()));
            case "--config" -> config = Path.of(value());
            case "--write" -> write = Path.of(value());
            case "--port" -> port = number(name, 65535);
            case "--https" -> https = true;
            case "--open" -> open = true;
            case "--help", "-h" -> help = true;
            case "--see" -> see.add(value());
            case "--record" -> record = Path.of(value());
            case "--replay" -> replay = Path.of(value());
            case "--delay" -> delayMillis = millis(name);
            case "--drop" -> dropPercent = number(name, 100);
            case "--cut-after" -> cutAfterMillis = millis(name);
            default -> throw new DevUsageException("unknown option \"" + name + "\"; gangway dev --help lists them");
        }
    }

    private void check() {
        if (help) {
            return;
        }
        if (config != null && (root != null || !routes.isEmpty() || write != null || https)) {
            throw new DevUsageException("--config serves a file as it is: no --root, --proxy, --ws, --write, --https");
        }
        if (config == null && root == null && routes.isEmpty()) {
            throw new DevUsageException("nothing to serve: give --root, --proxy, --ws or --config");
        }
        if (config != null && (watchesMessages() || meddles())) {
            throw new DevUsageException(
                    "--see, --record, --replay, --delay, --drop and --cut-after need --proxy or --ws");
        }
        for (String path : see) {
            if (routes.stream().noneMatch(route -> route.path().equals(path))) {
                throw new DevUsageException("--see " + path + ": there is no --ws or --proxy for that path");
            }
        }
    }

    /** Whether messages are looked at, which takes a bridge. */
    boolean watchesMessages() {
        return !see.isEmpty() || record != null || dropPercent > 0;
    }

    /** Whether connections to backends are disturbed. */
    boolean meddles() {
        return delayMillis > 0 || cutAfterMillis > 0 || replay != null;
    }

    private String value() {
        if (at + 1 >= args.length) {
            throw new DevUsageException("option \"" + args[at] + "\" needs a value");
        }
        at++;
        return args[at];
    }

    private int number(String name, int most) {
        String text = value();
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > most) {
            throw new DevUsageException(name + " " + text + ": expected a number up to " + most);
        }
        return Integer.parseInt(text);
    }

    private long millis(String name) {
        String text = value();
        return TimeValue.millis(text)
                .map(Duration::toMillis)
                .orElseThrow(() -> new DevUsageException(name + " " + text + ": expected a time such as 200ms or 5s"));
    }
}
