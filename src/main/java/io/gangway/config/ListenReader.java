package io.gangway.config;

import io.gangway.conf.SizeValue;
import io.gangway.conf.TimeValue;
import io.gangway.net.Listen;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the parameters of {@code listen}. One instance for each line. */
final class ListenReader {
    private final DirectiveArguments arguments;
    private boolean defaultServer;
    private boolean ssl;
    private boolean http2;
    private boolean proxyProtocol;
    private boolean ipv6only = true;
    private int backlog = 511;
    private String name;

    /** Whether the line sets socket options, which only one line for an address may do. */
    private boolean options;

    private ListenReader(DirectiveArguments arguments) {
        this.arguments = arguments;
    }

    static List<Listen> read(DirectiveArguments arguments) {
        return new ListenReader(arguments).listens();
    }

    private List<Listen> listens() {
        List<SocketAddress> addresses = new ListenAddress(arguments, arguments.arg(0)).addresses();
        for (String word : arguments.args().subList(1, arguments.count())) {
            parameter(word);
        }
        List<Listen> listens = new ArrayList<>();
        for (SocketAddress address : addresses) {
            String text = ListenAddress.text(address);
            Listen listen =
                    new Listen(address, text, name, defaultServer, ssl, http2, proxyProtocol, ipv6only, backlog);
            arguments.context().listens().add(arguments, listen, options);
            listens.add(listen);
        }
        return listens;
    }

    private void parameter(String word) {
        int equals = word.indexOf('=');
        String value = word.substring(equals + 1);
        switch (equals < 0 ? word : word.substring(0, equals + 1)) {
            case "default_server", "default" -> defaultServer = true;
            case "ssl" -> ssl = true;
            case "http2" -> {
                http2 = true;
                arguments.warn("the \"listen ... http2\" directive is deprecated, use the \"http2\" directive instead");
            }
            case "proxy_protocol" -> proxyProtocol = true;
            case "quic" ->
                throw arguments.error(
                        "the \"quic\" parameter is not supported yet by Gangway",
                        "run with --lenient to leave the \"listen\" out");
            case "name=" -> name = value;
            case "bind", "deferred", "reuseport", "multipath", "accept_filter=" -> options = true;
            case "backlog=" -> backlog = positive(value, "backlog", word);
            case "setfib=", "fastopen=" -> number(value, word.substring(0, equals), word);
            case "rcvbuf=", "sndbuf=" -> size(value, word.substring(0, equals), word);
            case "ipv6only=" -> ipv6only(value, word);
            case "so_keepalive=" -> keepalive(value);
            default -> throw arguments.invalidParameter(word);
        }
    }

    private void ipv6only(String value, String word) {
        if (!value.startsWith("o")) {
            throw arguments.invalidParameter(word);
        }
        if (!value.equals("on") && !value.equals("off")) {
            throw arguments.error("invalid ipv6only flags \"" + value + "\"");
        }
        ipv6only = value.equals("on");
        options = true;
    }

    private int positive(String value, String what, String word) {
        int number = number(value, what, word);
        if (number == 0) {
            throw arguments.error("invalid " + what + " \"" + word + "\"");
        }
        return number;
    }

    private int number(String value, String what, String word) {
        if (!value.matches("[0-9]{1,9}")) {
            throw arguments.error("invalid " + what + " \"" + word + "\"");
        }
        options = true;
        return Integer.parseInt(value);
    }

    private void size(String value, String what, String word) {
        if (SizeValue.size(value).isEmpty()) {
            throw arguments.error("invalid " + what + " \"" + word + "\"");
        }
        options = true;
    }

    /** {@code on}, {@code off} or {@code idle:interval:count}, each part of which may be empty. */
    private void keepalive(String value) {
        String[] parts = value.split(":", 3);
        boolean times = parts.length > 1
                && isTime(parts[0])
                && isTime(parts[1])
                && (parts.length < 3 || parts[2].matches("[0-9]{0,9}"));
        boolean idle = parts.length == 1 && !value.isEmpty() && isTime(value);
        boolean isSet = Arrays.stream(parts).anyMatch(part -> part.matches("0*[1-9].*"));
        if (!value.equals("on") && !value.equals("off") && !(isSet && (idle || times))) {
            throw arguments.error("invalid so_keepalive value: \"" + value + "\"");
        }
        options = true;
    }

    private static boolean isTime(String text) {
        return text.isEmpty() || TimeValue.seconds(text).isPresent();
    }
}
