package io.gangway.api;

import io.gangway.admin.JsonException;
import io.gangway.admin.JsonObject;
import io.gangway.conf.ByteText;
import io.gangway.conf.TimeValue;
import io.gangway.net.HostPort;
import io.gangway.upstream.PeerSettings;
import java.util.Map;
import java.util.Set;

/** The body of a change of an upstream's server. Checked as a whole before anything changes. Immutable. */
final class ServerParameters {
    private static final Set<String> NAMES = Set.of(
            "server",
            "service",
            "weight",
            "max_conns",
            "max_fails",
            "fail_timeout",
            "slow_start",
            "route",
            "backup",
            "down",
            "drain");

    /** So that sums of weights do not overflow, and the ring of consistent hashing stays small. */
    private static final int MAX_WEIGHT = 65_535;

    private static final int DEFAULT_PORT = 80;

    private final Map<String, Object> members;
    /** Null when the body names no address. */
    private final HostPort host;

    private final Long weight;
    private final Long maxConnections;
    private final Long maxFails;
    private final Long failSeconds;
    private final Long slowStartMillis;
    private final String route;
    private final Boolean backup;
    private final Boolean down;
    private final Boolean drain;

    private ServerParameters(Map<String, Object> members, int version) throws ApiException {
        this.members = members;
        for (String name : members.keySet()) {
            if (!NAMES.contains(name) || name.equals("drain") && version < 2) {
                throw format("unknown parameter \"" + name + "\"");
            }
        }
        host = parseHost();
        weight = number("weight", "UpstreamBadWeight", 1, MAX_WEIGHT);
        maxConnections = number("max_conns", "UpstreamBadMaxConns", 0, Integer.MAX_VALUE);
        maxFails = number("max_fails", "UpstreamBadMaxFails", 0, Integer.MAX_VALUE);
        failSeconds = seconds("fail_timeout", "UpstreamBadFailTimeout");
        backup = flag("backup");
        down = flag("down");
        drain = flag("drain");
        slowStartMillis = slowStart();
        route = members.containsKey("route") ? text("route") : null;
        if (route != null && ByteText.of(route).length() > PeerSettings.MAX_ROUTE) {
            throw invalid("UpstreamBadRoute", "\"route\" is longer than " + PeerSettings.MAX_ROUTE);
        }
        if (members.containsKey("service") && text("service").isEmpty()) {
            throw invalid("UpstreamBadService", "\"service\" is empty");
        }
        checkEmpty("service", "UpstreamBadService");
    }

    /**
     * Reads a body.
     *
     * @throws ApiException with the status and the code of nginx Plus
     */
    static ServerParameters parse(String body, int version) throws ApiException {
        try {
            return new ServerParameters(JsonObject.parse(body), version);
        } catch (JsonException e) {
            throw e.isNested()
                    ? format("nested object or list")
                    : new ApiException(415, "JsonError", "json error: " + e.getMessage());
        }
    }

    /** The address; null when the body names none. */
    HostPort host() {
        return host;
    }

    private HostPort parseHost() throws ApiException {
        if (!members.containsKey("server")) {
            return null;
        }
        String text = text("server");
        try {
            HostPort parsed = HostPort.parse(text, DEFAULT_PORT, false);
            if (text.chars().anyMatch(c -> c <= ' ' || c >= 127)) {
                throw invalid("UpstreamBadAddress", "invalid \"server\" argument");
            }
            return parsed;
        } catch (HostPort.BadAddressException e) {
            throw invalid("UpstreamBadAddress", e.getMessage() + " while parsing \"" + text + "\"");
        }
    }

    /** The parameters of a new server. */
    PeerSettings settings() {
        return applied(PeerSettings.DEFAULT, Boolean.TRUE.equals(backup));
    }

    /** The parameters of a server after the change. */
    PeerSettings applied(PeerSettings present) {
        return applied(present, present.backup());
    }

    private PeerSettings applied(PeerSettings present, boolean isBackup) {
        return new PeerSettings(
                weight == null ? present.weight() : weight.intValue(),
                maxFails == null ? present.maxFails() : maxFails.intValue(),
                failSeconds == null ? present.failSeconds() : failSeconds,
                maxConnections == null ? present.maxConnections() : maxConnections.intValue(),
                isBackup,
                down == null ? present.down() : down,
                drain == null ? present.drain() : drain,
                route == null ? present.route() : ByteText.of(route),
                slowStartMillis == null ? present.slowStartMillis() : slowStartMillis);
    }

    /** @throws ApiException when the body would make a server a backup, or the reverse, which is not possible */
    void checkBackup(PeerSettings present) throws ApiException {
        if (backup != null && backup != present.backup()) {
            throw format("\"backup\" cannot be changed");
        }
    }

    private String text(String name) throws ApiException {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw format("invalid \"" + name + "\" value");
    }

    private Long number(String name, String code, long min, long max) throws ApiException {
        if (!members.containsKey(name)) {
            return null;
        }
        if (!(members.get(name) instanceof Long value)) {
            throw format("invalid \"" + name + "\" value");
        }
        if (value < min || value > max) {
            throw invalid(code, "invalid \"" + name + "\"");
        }
        return value;
    }

    private Boolean flag(String name) throws ApiException {
        if (!members.containsKey(name)) {
            return null;
        }
        if (members.get(name) instanceof Boolean value) {
            return value;
        }
        throw format("invalid \"" + name + "\" value");
    }

    private Long seconds(String name, String code) throws ApiException {
        if (!members.containsKey(name)) {
            return null;
        }
        return TimeValue.seconds(text(name))
                .filter(time -> time.toSeconds() <= Integer.MAX_VALUE)
                .orElseThrow(() -> invalid(code, "invalid \"" + name + "\""))
                .toSeconds();
    }

    private Long slowStart() throws ApiException {
        if (!members.containsKey("slow_start")) {
            return null;
        }
        return TimeValue.millis(text("slow_start"))
                .filter(time -> time.toSeconds() <= Integer.MAX_VALUE)
                .orElseThrow(() -> invalid("UpstreamBadSlowStart", "invalid \"slow_start\""))
                .toMillis();
    }

    private void checkEmpty(String name, String code) throws ApiException {
        if (members.containsKey(name) && !text(name).isEmpty()) {
            throw invalid(code, "\"" + name + "\" is not supported by Gangway");
        }
    }

    private static ApiException format(String text) {
        return invalid("UpstreamConfFormatError", text);
    }

    private static ApiException invalid(String code, String text) {
        return new ApiException(400, code, text);
    }
}
