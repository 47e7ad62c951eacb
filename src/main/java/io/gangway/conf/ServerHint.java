package io.gangway.conf;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Recognises an address in place of a directive name, as in {@code upstream backend { 192.168.3.1:3000; }}: the word
 * {@code server} is missing.
 */
public final class ServerHint {
    private static final Pattern ADDRESS = Pattern.compile(
            "unix:.+" // a socket
                    + "|\\[[0-9A-Fa-f:.]+\\](:\\d{1,5})?" // IPv6
                    + "|\\d{1,3}(\\.\\d{1,3}){3}(:\\d{1,5})?" // IPv4
                    + "|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?:\\d{1,5}" // a name with a port
                    + "|localhost"
                    + "|([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\\.)+[A-Za-z]{2,}"); // a name with a dot

    private ServerHint() {}

    /** {@code did you mean "server 192.168.3.1:3000;"?} when the name of the directive looks like an address. */
    public static Optional<String> of(Node node) {
        if (node.block() != null || !ADDRESS.matcher(node.name()).matches()) {
            return Optional.empty();
        }
        return Optional.of("did you mean \"server " + node.toString().strip() + "\"?");
    }
}
