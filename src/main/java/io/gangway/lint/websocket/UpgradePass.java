package io.gangway.lint.websocket;

import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.LocationMatch;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A {@code proxy_pass} that passes a request to upgrade on, because a {@code proxy_set_header Upgrade} applies to it.
 *
 * @param proxyPass the directive
 * @param upgrade the {@code proxy_set_header}
 */
record UpgradePass(LintNode proxyPass, LintNode upgrade) {
    /** Words in the URI of a location that is for WebSocket and nothing else. */
    private static final Pattern WEBSOCKET_NAME = Pattern.compile(
            "(?i)(^|[^a-z])(wss?|web_?-?sockets?|sockets?|io|sockjs|cable|signalr|\\w*hubs?|stomp|mqtt|hmr)([^a-z]|$)");

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

    /** The {@code proxy_set_header} that applies at a directive for a field. */
    static Optional<LintNode> header(LintNode at, String field) {
        return field(at.effective("proxy_set_header"), field);
    }

    /** The one of these for a field. */
    static Optional<LintNode> field(List<LintNode> headers, String field) {
        return headers.stream()
                .filter(header -> header.arg(0).equalsIgnoreCase(field))
                .findFirst();
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

    /** Whether the name of the location says that it is for WebSocket and nothing else. */
    boolean isForWebSocketOnly() {
        return WEBSOCKET_NAME.matcher(pattern()).find();
    }
}
