package io.gangway.lint.websocket;

import io.gangway.lint.rule.LintRule;
import java.util.List;

/** The rules of this package. */
public final class WebSocketRules {
    private static final List<LintRule> ALL = List.of(
            new ConnectionForAllTraffic(),
            new DroppedHeaders(),
            new ExtendedConnectOff(),
            new HalfUpgrade(),
            new HandshakeWithPassword(),
            new HashBehindProxy(),
            new HttpVersion(),
            new PassSlash(),
            new PassWithoutResolver(),
            new PollingStickiness(),
            new ReadTimeout(),
            new RewrittenOrigin(),
            new ShadowedPrefix(),
            new ShutdownTimeout(),
            new UnreachableLocation(),
            new UpgradeUnderCache(),
            new UpstreamHttp2());

    private WebSocketRules() {}

    /** All of them. */
    public static List<LintRule> all() {
        return ALL;
    }
}
