package io.gangway.upstream.sticky;

import io.gangway.conf.ConfException;
import io.gangway.conf.SizeValue;
import io.gangway.conf.TimeValue;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.SyncZones;
import io.gangway.config.ZoneSize;
import java.time.Duration;

/** Reads the arguments of {@code sticky learn}. */
final class LearnReader {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

    private final DirectiveArguments r;
    private final SessionZones zones;
    private final SessionVariables create = new SessionVariables();
    private final SessionVariables lookup = new SessionVariables();
    private String zone;
    private long size;
    private Duration timeout;
    private boolean afterHeader;
    private boolean sync;

    LearnReader(DirectiveArguments r, SessionZones zones) {
        this.r = r;
        this.zones = zones;
    }

    StickyLearn read() {
        for (String word : r.args().subList(1, r.count())) {
            parameter(word);
        }
        required(!lookup.isEmpty(), "lookup");
        required(!create.isEmpty(), "create");
        required(zone != null, "zone");
        long millis = (timeout == null ? DEFAULT_TIMEOUT : timeout).toMillis();
        LearnedSessions sessions = zones.declare(r, zone, size);
        if (sync) {
            SyncZones.of(r.context()).add(new SyncSessions(sessions, millis));
        }
        return new StickyLearn(create, lookup, sessions, millis, afterHeader);
    }

    private void parameter(String word) {
        int equals = word.indexOf('=');
        String value = word.substring(equals + 1);
        switch (equals < 0 ? word : word.substring(0, equals + 1)) {
            case "zone=" -> zone(value);
            case "timeout=" -> timeout(value);
            case "create=" -> create.add(r, variable(value, "create"));
            case "lookup=" -> lookup.add(r, variable(value, "lookup"));
            case "header" -> afterHeader = true;
            case "sync" -> sync = true;
            default -> throw r.error("unknown parameter \"" + word + "\"");
        }
    }

    private void zone(String value) {
        if (zone != null) {
            throw error("duplicate zone");
        }
        int colon = value.indexOf(':');
        if (colon < 0) {
            throw error("zone size is not specified");
        }
        if (colon == 0) {
            throw error("zone name is not specified");
        }
        zone = value.substring(0, colon);
        size = SizeValue.size(value.substring(colon + 1)).orElseThrow(() -> error("invalid zone size"));
        if (size < ZoneSize.MIN) {
            throw error("zone is too small");
        }
    }

    private void timeout(String value) {
        if (timeout != null) {
            throw error("duplicate timeout");
        }
        timeout = TimeValue.millis(value).filter(time -> !time.isZero()).orElseThrow(() -> error("invalid timeout"));
    }

    private String variable(String value, String parameter) {
        if (!value.startsWith("$")) {
            throw error("missing variable in the \"" + parameter + "\" parameter");
        }
        return value.substring(1);
    }

    private void required(boolean given, String parameter) {
        if (!given) {
            throw error("\"" + parameter + "\" parameter is not specified");
        }
    }

    private ConfException error(String text) {
        return r.error("\"sticky\" directive " + text);
    }
}
