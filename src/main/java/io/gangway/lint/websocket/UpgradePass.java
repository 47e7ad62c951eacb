package io.gangway.lint.websocket;

import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.LocationMatch;
import io.gangway.lint.rule.ProxyTarget;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A {@code proxy_pass} that passes a request to upgrade on, because a {@code proxy_set_header Upgrade} applies to it.
 *
 * @param proxyPass the directive
 * @param upgrade the {@code proxy_set_header}
 */
record UpgradePass(LintNode proxyPass, LintNode upgrade) {
    /** Locations that surely have other requests too: the root, an API, a choice that has one. */
    private static final Pattern GENERAL =
            Pattern.compile("(?i)\\^?/|\\.\\*|(.*[^a-z])?(api|graphql|rest)(/v\\d+)?/?|.*[(|](api|graphql|rest)[|)].*");

    /** Words in the name of a location, server or upstream that is for WebSocket and nothing else. */
    private static final Pattern WEBSOCKET_NAME = Pattern.compile(
            "(?i)(^|[^a-z])(wss?|web_?-?sockets?|sockets?|sockjs|cable|signalr|\\w*hubs?|stomp|mqtt|hmr|livekit)([^a-z]|$)");

    /** All of a configuration, in the order of the file. */
    static List<UpgradePass> all(LintTree tree) {
        return tree.all("proxy_pass").stream()
                .filter(pass -> pass.enclosing("stream").isEmpty())
                .flatMap(pass -> header(pass, "Upgrade")
                        .filter(header -> !header.arg(1).isEmpty())
                        .map(header -> new UpgradePass(pass, header))
                        .stream())
                .toList();
    }

    /**
     * Those that are surely meant for WebSockets. Examples for Node.js have taught many to write {@code Connection
     * upgrade} for all traffic of a site that has no WebSocket.
     */
    static List<UpgradePass> meant(LintTree tree) {
        return all(tree).stream().filter(pass -> !pass.isForAllTraffic()).toList();
    }

    /** The {@code proxy_set_header} that applies at a directive for a field. */
    static Optional<LintNode> header(LintNode at, String field) {
        return field(at.effective("proxy_set_header"), field);
    }

    /** The one of these for a field; nginx skips an empty one if there is another. */
    static Optional<LintNode> field(List<LintNode> headers, String field) {
        List<LintNode> all = headers.stream()
                .filter(header -> header.arg(0).equalsIgnoreCase(field))
                .toList();
        return all.stream()
                .filter(header -> !header.arg(1).isEmpty())
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    /** The same for this {@code proxy_pass}. */
    Optional<LintNode> header(String field) {
        return header(proxyPass, field);
    }

    /** What the location matches, as written; empty outside of all locations. */
    String pattern() {
        return pattern(proxyPass);
    }

    /** What the location of a directive matches, as written; empty outside of all locations. */
    static String pattern(LintNode at) {
        return at.enclosing("location")
                .flatMap(LintNode::match)
                .map(LocationMatch::pattern)
                .orElse("");
    }

    /** The location for messages. */
    String place() {
        return proxyPass
                .enclosing("location")
                .map(location -> "location " + String.join(" ", location.args()))
                .orElse("this server");
    }

    /** Whether all requests are sent with {@code Connection: upgrade}, plain ones too. */
    boolean isForAllTraffic() {
        return header("Connection")
                .filter(connection -> connection.arg(1).equalsIgnoreCase("upgrade"))
                .filter(connection -> !connection.parent().is("location", "if")
                        || GENERAL.matcher(pattern()).matches())
                .filter(connection -> !isForWebSocketOnly())
                .isPresent();
    }

    /** Whether the names of location, server and upstream say that it is for WebSocket and nothing else. */
    private boolean isForWebSocketOnly() {
        Stream<String> serverNames = proxyPass.enclosing("server").stream()
                .flatMap(server -> server.own("server_name").stream())
                .flatMap(names -> names.args().stream());
        String host = ProxyTarget.of(proxyPass.arg(0)).host();
        return Stream.concat(Stream.of(pattern(), host), serverNames)
                .anyMatch(name -> WEBSOCKET_NAME.matcher(name).find());
    }
}
