package io.gangway.upstream;

import io.gangway.conf.TimeValue;
import io.gangway.config.DirectiveArguments;
import io.gangway.net.HostPort;
import java.net.UnknownHostException;
import java.time.Duration;

/** Reads the arguments of {@code server} in an {@code upstream}. */
final class ServerReader {
    private int weight = 1;
    private int maxFails = 1;
    private long failSeconds = 10;
    private int maxConnections;
    private boolean backup;
    private boolean down;
    private boolean drain;
    private boolean resolve;
    private String route = "";
    private Duration slowStart = Duration.ZERO;
    /** Null without one. */
    private String service;

    private ServerReader() {}

    static ServerLine read(DirectiveArguments r) {
        ServerReader server = new ServerReader();
        for (String word : r.args().subList(1, r.count())) {
            server.parameter(r, word);
        }
        String text = r.arg(0);
        try {
            HostPort host = HostPort.parse(text, 80, false);
            PeerSettings settings = new PeerSettings(
                    server.weight,
                    server.maxFails,
                    server.failSeconds,
                    server.maxConnections,
                    server.backup,
                    server.down,
                    server.drain,
                    server.route,
                    server.slowStart.toMillis());
            server.checkService(r, host, text);
            boolean later = server.resolve && !Addresses.isLiteral(host);
            return new ServerLine(
                    host,
                    settings,
                    server.service,
                    later ? null : Addresses.peers(host, settings, r.context().resolvesNames()));
        } catch (HostPort.BadAddressException e) {
            throw r.error(e.getMessage() + " in upstream \"" + text + "\"");
        } catch (UnknownHostException e) {
            throw r.error("host not found in upstream \"" + text + "\"");
        }
    }

    private void checkService(DirectiveArguments r, HostPort host, String text) {
        if (service == null) {
            return;
        }
        String server = "service upstream \"" + text + "\"";
        if (!resolve) {
            throw r.error(server + " requires \"resolve\" parameter");
        }
        if (host.unix() || host.portText() != null) {
            throw r.error(server + " may not have port");
        }
        if (Addresses.isLiteral(host)) {
            throw r.error(server + " requires domain name");
        }
    }

    private static String service(DirectiveArguments r, String value) {
        if (value.isEmpty()) {
            throw r.error("service is empty");
        }
        return value;
    }

    private void parameter(DirectiveArguments r, String word) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals + 1);
        String value = equals < 0 ? "" : word.substring(equals + 1);
        switch (name) {
            case "weight=" -> weight = number(r, word, value, 1);
            case "max_fails=" -> maxFails = number(r, word, value, 0);
            case "max_conns=" -> maxConnections = number(r, word, value, 0);
            case "fail_timeout=" ->
                failSeconds = TimeValue.seconds(value)
                        .orElseThrow(() -> r.invalidParameter(word))
                        .toSeconds();
            case "backup" -> backup = backup(r, word);
            case "down" -> {
                down = true;
                drain = false;
            }
            case "resolve" -> resolve = true;
            case "drain" -> {
                drain = true;
                down = false;
            }
            case "slow_start=" -> slowStart = slowStart(r, word, value);
            case "route=" -> route = route(r, value);
            case "service=" -> service = service(r, value);
            default -> throw r.invalidParameter(word);
        }
    }

    private static boolean backup(DirectiveArguments r, String word) {
        checkMethod(r, word);
        return true;
    }

    /** As in nginx, only a method configured before this line is checked. */
    private static void checkMethod(DirectiveArguments r, String word) {
        if (!r.scope().get(UpstreamDirectives.BALANCING).isByState()) {
            throw r.error("balancing method does not support parameter \"" + word + "\"");
        }
    }

    private static Duration slowStart(DirectiveArguments r, String word, String value) {
        checkMethod(r, word);
        return TimeValue.millis(value).orElseThrow(() -> r.invalidParameter(word));
    }

    private static String route(DirectiveArguments r, String value) {
        if (value.isEmpty()) {
            throw r.error("route is empty");
        }
        if (value.length() > PeerSettings.MAX_ROUTE) {
            throw r.error("route is longer than " + PeerSettings.MAX_ROUTE);
        }
        return value;
    }

    private static int number(DirectiveArguments r, String word, String value, int min) {
        boolean digits =
                !value.isEmpty() && value.length() < 10 && value.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || Integer.parseInt(value) < min) {
            throw r.invalidParameter(word);
        }
        return Integer.parseInt(value);
    }
}
