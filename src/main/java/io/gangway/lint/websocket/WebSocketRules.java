package io.gangway.lint.websocket;

import io.gangway.lint.rule.LintRule;
import java.util.List;

/** The rules of this package. */
public final class WebSocketRules {
    private static final List<LintRule> ALL = List.of(
            new ConnectionForAllTraffic(),
            new DroppedHeaders(),
            new HalfUpgrade(),
            new HandshakeWithPassword(),
            new HashBehindProxy(),
            new HttpVersion(),
            new NoExtendedConnect(),
            new PassSlash(),
            new PassWithoutResolver(),
            new PollingStickiness(),
            new ReadTimeout(),
            new RewrittenOrigin(),
            new ShadowedPrefix(),
            new ShutdownTimeout(),
            new UnreachableLocation(),
            new UpgradeUnderCache());

    private WebSocketRules() {}

    /** All of them. */
    public static List<LintRule> all() {
        return ALL;
    }
}
