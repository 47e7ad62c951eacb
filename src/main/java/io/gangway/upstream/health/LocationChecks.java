package io.gangway.upstream.health;

import io.gangway.conf.ConfErrors;
import io.gangway.config.LocationBuilder;
import io.gangway.exchange.AttachmentKey;
import io.gangway.upstream.UpstreamGroup;
import java.util.ArrayList;
import java.util.List;

/**
 * The health checks of a location, with what is needed to run them. Immutable.
 *
 * @param group whose peers are checked
 */
public record LocationChecks(List<Rule> rules, UpstreamGroup group, CheckProtocol protocol) {
    static final AttachmentKey<LocationChecks> KEY = new AttachmentKey<>("health checks");

    /** A check and its conditions. */
    record Rule(HealthCheck check, ResponseMatch match) {}

    /** Attaches the {@code health_check} lines of a location, if it has some. Called by the module that passes requests. */
    public static void attach(LocationBuilder location, CheckProtocol protocol) {
        List<HealthCheck> checks = location.scope().own(HealthModule.HEALTH_CHECK);
        if (checks == null) {
            return;
        }
        UpstreamGroup group = protocol.settings().group();
        List<Rule> rules = new ArrayList<>();
        for (HealthCheck check : checks) {
            if (group == null || !group.isDeclared()) {
                throw ConfErrors.at(check.node(), "\"health_check\" requires an upstream without variables");
            }
            if (check.webSocket() && protocol.lackForWebSocket() != null) {
                throw ConfErrors.at(check.node(), "\"type=websocket\" requires " + protocol.lackForWebSocket());
            }
            if (check.grpc() != null && !protocol.isGrpc()) {
                throw ConfErrors.at(check.node(), "\"type=grpc\" requires \"grpc_pass\"");
            }
            rules.add(new Rule(check, match(location, check)));
            if (check.mandatory()) {
                group.checked().addMandatory(check.persistent());
            }
        }
        location.put(KEY, new LocationChecks(List.copyOf(rules), group, protocol));
    }

    private static ResponseMatch match(LocationBuilder location, HealthCheck check) {
        if (check.match() == null) {
            return check.webSocket() ? ResponseMatch.SWITCHED : ResponseMatch.BY_STATUS;
        }
        ResponseMatch match = HealthModule.Matches.of(location.context()).get(check.match());
        if (match == null) {
            throw ConfErrors.at(check.node(), "unknown match \"" + check.match() + "\"");
        }
        return match;
    }
}
