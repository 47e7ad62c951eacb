package io.gangway.admin;

import io.gangway.upstream.PeerSettings;
import java.util.Map;

/**
 * The body of a change of a peer: {@code {"state":"down"}}, {@code {"weight":2}} or both.
 *
 * @param state {@code up}, {@code down} or {@code drain}; null to keep it
 * @param weight null to keep it
 */
record PeerChange(String state, Long weight) {
    /** Maximum length of a body, bytes. */
    static final int MAX_BODY = 4096;

    private static final int MAX_WEIGHT = 65_535;

    PeerChange {
        if (state == null && weight == null) {
            throw new IllegalArgumentException("\"state\" or \"weight\" is required");
        }
        if (state != null && !state.matches("up|down|drain")) {
            throw new IllegalArgumentException("\"state\" must be \"up\", \"down\" or \"drain\"");
        }
        if (weight != null && (weight < 1 || weight > MAX_WEIGHT)) {
            throw new IllegalArgumentException("\"weight\" must be 1 to " + MAX_WEIGHT);
        }
    }

    /**
     * Reads a body.
     *
     * @throws JsonException when it is not an object of JSON
     * @throws IllegalArgumentException when it is another object
     */
    static PeerChange parse(String body) throws JsonException {
        String state = null;
        Long weight = null;
        for (Map.Entry<String, Object> member : JsonObject.parse(body).entrySet()) {
            if (member.getKey().equals("state") && member.getValue() instanceof String text) {
                state = text;
            } else if (member.getKey().equals("weight") && member.getValue() instanceof Long number) {
                weight = number;
            } else {
                throw new IllegalArgumentException("unexpected \"" + member.getKey() + "\"");
            }
        }
        return new PeerChange(state, weight);
    }

    PeerSettings applied(PeerSettings present) {
        return new PeerSettings(
                weight == null ? present.weight() : weight.intValue(),
                present.maxFails(),
                present.failSeconds(),
                present.maxConnections(),
                present.backup(),
                state == null ? present.down() : state.equals("down"),
                state == null ? present.drain() : state.equals("drain"),
                present.route(),
                present.slowStartMillis());
    }
}
