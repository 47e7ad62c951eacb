package io.gangway.lint.rule;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The argument of a {@code proxy_pass}.
 *
 * @param host the name of an upstream or a host, without port; {@code unix:…} for a socket
 * @param port as written; empty when there is none
 * @param uri from the first slash or variable of a URI after the host; empty when there is none
 */
public record ProxyTarget(String host, String port, String uri) {
    private static final Pattern URL = Pattern.compile(
            "(?:https?|\\$\\w+)://(unix:[^:]*|\\[[^]]*]|[^/:?#]*?)(?::([^/?#]*?))?"
                    + "((?:[/?#]|\\$\\{?(?:request_uri|document_uri|uri|is_args)\\b).*)?",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ADDRESS = Pattern.compile("unix:.*|\\[.*]|[\\d.]+");

    /** Reads the argument; a text that is a variable as a whole is a host. */
    public static ProxyTarget of(String argument) {
        Matcher url = URL.matcher(argument);
        return url.matches()
                ? new ProxyTarget(url.group(1), text(url.group(2)), text(url.group(3)))
                : new ProxyTarget(argument, "", "");
    }

    private static String text(String group) {
        return Objects.requireNonNullElse(group, "");
    }

    /** Whether the host is an IP address or the path of a socket, so that there is no name to look up. */
    public boolean isAddress() {
        return ADDRESS.matcher(host).matches();
    }

    /** The {@code upstream} block that it names; nginx compares it only where no port is written. */
    public Optional<LintNode> upstream(LintTree tree) {
        return port.isEmpty() ? tree.upstream(host) : Optional.empty();
    }

    /** Whether host and port are the same, without regard to case. */
    public boolean isSameServer(ProxyTarget other) {
        return host.equalsIgnoreCase(other.host) && port.equals(other.port);
    }

    /** The servers of an {@code upstream} that take requests as long as all are well. */
    public static List<LintNode> peers(LintNode upstream) {
        return upstream.own("server").stream()
                .filter(server -> !server.hasArg("backup") && !server.hasArg("down"))
                .toList();
    }
}
