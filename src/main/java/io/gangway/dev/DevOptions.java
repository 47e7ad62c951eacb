package io.gangway.dev;

import io.gangway.conf.KnownDirectives;
import io.gangway.conf.TimeValue;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The command line of {@code gangway dev}. The value of an option follows it or is joined by {@code =}. */
final class DevOptions {
    static final String HELP = """
            gangway dev [OPTIONS]: a local proxy for development

              --root DIR          serve files; a path without a file gets index.html
              --proxy PATH=URL    proxy PATH and everything below it, WebSockets too (/api=http://localhost:8080)
              --ws PATH=URL       the same for a WebSocket (/chat=ws://localhost:8094/ws)
              --config FILE       serve this nginx.conf instead, and reload it when it changes
              --lenient           leave out what is known and not supported in that file
              --write FILE        save the configuration in FILE, serve it and reload it when it changes
              --force             overwrite the files of --write and --record
              --port N            the port (default 8080, or the next free one)
              --host ADDRESS      the address (default 127.0.0.1; 0.0.0.0 for all networks)
              --allow-host NAME   accept this host name, too (*.example.com for all below it, * for any)
              --https             serve HTTPS with a certificate made for this machine
              --open              open the browser

              --see PATH          print the messages of the WebSockets below PATH
              --record FILE       record the messages of the WebSockets
              --replay FILE       replay the backend's part of a recording to each WebSocket
              --delay TIME        delay everything to and from a backend (200ms)
              --drop PERCENT      drop this percentage of the messages, at random
              --cut-after TIME    break each connection to a backend after this time (30s)
            """;

    static final int STANDARD_PORT = 8080;
    private static final Pattern NAME = Pattern.compile(" (--[a-z-]+)");

    Path root;
    final List<Route> routes = new ArrayList<>();
    Path config;
    Path write;
    boolean force;
    boolean lenient;
    int port = STANDARD_PORT;
    boolean portGiven;
    String host = "127.0.0.1";
    boolean hostGiven;
    final List<String> allowedHosts = new ArrayList<>();
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
    /** The value after {@code =} in the current option; null without one. */
    private String joined;

    private DevOptions(String[] args) {
        this.args = args;
    }

    /** @throws DevUsageException if they are invalid */
    static DevOptions parse(String... args) {
        DevOptions options = new DevOptions(args);
        while (options.at < args.length) {
            options.option(args[options.at]);
            options.at++;
        }
        if (!options.help) {
            options.check();
        }
        return options;
    }

    private void option(String arg) {
        int equals = arg.indexOf('=');
        boolean hasJoined = arg.startsWith("--") && equals > 0;
        String name = hasJoined ? arg.substring(0, equals) : arg;
        joined = hasJoined ? arg.substring(equals + 1) : null;
        switch (name) {
            case "--root" -> root = path(name);
            case "--proxy", "--ws" -> routes.add(Route.read(name, value(name)));
            case "--config" -> config = path(name);
            case "--write" -> write = path(name);
            case "--force" -> force = true;
            case "--lenient" -> lenient = true;
            case "--port" -> {
                port = number(name, 65535);
                portGiven = true;
            }
            case "--host" -> {
                host = host(value(name));
                hostGiven = true;
            }
            case "--allow-host" -> allowedHosts.add(value(name));
            case "--https" -> https = true;
            case "--open" -> open = true;
            case "--help", "-h" -> help = true;
            case "--see" -> see.add(value(name));
            case "--record" -> record = path(name);
            case "--replay" -> replay = path(name);
            case "--delay" -> delayMillis = millis(name);
            case "--drop" -> dropPercent = number(name, 100);
            case "--cut-after" -> cutAfterMillis = millis(name);
            default -> throw unknown(name);
        }
        if (joined != null) {
            throw new DevUsageException("option \"" + name + "\" takes no value");
        }
    }

    private static DevUsageException unknown(String name) {
        List<String> names = NAME.matcher(HELP)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
        String hint = KnownDirectives.nearest(name, names)
                .map(nearest -> "did you mean \"" + nearest + "\"?")
                .orElse("gangway dev --help lists them");
        return new DevUsageException("unknown option \"" + name + "\"; " + hint);
    }

    private void check() {
        if (config != null && (root != null || !routes.isEmpty() || write != null || https || hostGiven)) {
            throw new DevUsageException(
                    "--config cannot be combined with --root, --proxy, --ws, --write, --https or --host");
        }
        if (config == null && root == null && routes.isEmpty()) {
            throw new DevUsageException("nothing to serve: give --root, --proxy, --ws or --config");
        }
        if (config != null && (watchesMessages() || disturbsConnections())) {
            throw new DevUsageException(
                    "--see, --record, --replay, --delay, --drop and --cut-after need --proxy or --ws");
        }
        if (root != null && !Files.isDirectory(root)) {
            throw new DevUsageException("--root " + root + ": "
                    + (Files.exists(root)
                            ? "is a file (expected: its directory)"
                            : "there is no such directory; has the front end been built?"));
        }
        checkRoutes();
        for (String path : see) {
            if (routes.stream().noneMatch(route -> route.path().equals(path))) {
                throw new DevUsageException("--see " + path + ": there is no --ws or --proxy for that path");
            }
        }
        if (record != null && !force && Files.exists(record)) {
            throw new DevUsageException("--record " + record + ": the file exists; --force overwrites it");
        }
    }

    private void checkRoutes() {
        Set<String> paths = new HashSet<>();
        for (Route route : routes) {
            if (!paths.add(route.bare())) {
                throw new DevUsageException(route.option() + " " + route.path() + ": this path is given twice");
            }
            if (root != null && route.bare().isEmpty()) {
                throw new DevUsageException(
                        route.option() + " /: matches every path, so nothing of --root " + root + " would be served");
            }
            if (replay == null && !route.isKnownHost()) {
                throw new DevUsageException("\"" + route + "\": host \"" + route.host() + "\" not found");
            }
            if (portGiven && port != 0 && route.isPortOfThisMachine(port)) {
                throw new DevUsageException("\"" + route + "\": dev itself listens there; choose another --port");
            }
        }
    }

    /** Whether a route leads to this port of this machine. */
    boolean isBackend(int candidate) {
        return routes.stream().anyMatch(route -> route.isPortOfThisMachine(candidate));
    }

    /** Whether messages are inspected, which needs a bridge. */
    boolean watchesMessages() {
        return !see.isEmpty() || record != null || dropPercent > 0;
    }

    /** Whether connections to backends are delayed, cut or replayed. */
    boolean disturbsConnections() {
        return delayMillis > 0 || cutAfterMillis > 0 || replay != null;
    }

    /** The options that determine the configuration. */
    String text() {
        StringBuilder text = new StringBuilder();
        if (root != null) {
            text.append(" --root ").append(DevConfiguration.absolute(root));
        }
        routes.forEach(route -> text.append(' ').append(route));
        if (portGiven) {
            text.append(" --port ").append(port);
        }
        if (hostGiven) {
            text.append(" --host ").append(host);
        }
        if (https) {
            text.append(" --https");
        }
        return Screen.printable(text.toString().strip());
    }

    private String value(String name) {
        String value = joined;
        joined = null;
        if (value == null) {
            if (at + 1 >= args.length) {
                throw new DevUsageException("option \"" + name + "\" needs a value");
            }
            at++;
            value = args[at];
        }
        if (value.isEmpty()) {
            throw new DevUsageException("option \"" + name + "\" needs a value");
        }
        return value;
    }

    private Path path(String name) {
        String value = value(name);
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new DevUsageException(name + " " + value + ": is not a path");
        }
    }

    /** An IPv6 address is in brackets, as in a URL and in {@code listen}. */
    private static String host(String text) {
        return text.contains(":") && !text.startsWith("[") ? "[" + text + "]" : text;
    }

    private int number(String name, int max) {
        String text = value(name);
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > max) {
            throw new DevUsageException(name + " " + text + ": expected a number up to " + max);
        }
        return Integer.parseInt(text);
    }

    private long millis(String name) {
        String text = value(name);
        if (text.matches("[0-9]+")) {
            throw new DevUsageException(name + " " + text + ": expected a unit, " + text + "ms or " + text + "s");
        }
        return TimeValue.millis(text)
                .map(Duration::toMillis)
                .orElseThrow(() -> new DevUsageException(name + " " + text + ": expected a time such as 200ms or 5s"));
    }
}
