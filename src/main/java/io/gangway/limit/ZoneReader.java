package io.gangway.limit;

import io.gangway.conf.NumberValue;
import io.gangway.conf.SizeValue;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.SyncZones;
import io.gangway.config.ZoneSize;
import io.gangway.exchange.Template;
import java.util.List;
import java.util.OptionalLong;

/** Reads one {@code limit_req_zone} or {@code limit_conn_zone}. */
final class ZoneReader {
    private final DirectiveArguments arguments;
    private final boolean rated;
    private String name = "";
    private long size;
    private long rate = 1000;
    private boolean sync;

    private ZoneReader(DirectiveArguments arguments, boolean rated) {
        this.arguments = arguments;
        this.rated = rated;
    }

    static Void requests(DirectiveArguments arguments, SharedStates states) {
        ZoneReader zone = new ZoneReader(arguments, true);
        Template key = zone.read();
        Buckets buckets = states.find(Buckets.class, zone.name, zone.size, key.source(), () -> new Buckets(zone.size));
        if (zone.sync) {
            SyncZones.of(arguments.context()).add(new SyncBuckets(zone.name, key.source(), zone.rate, buckets));
        }
        Zones.of(arguments.context())
                .declare(arguments, new Zone.OfRequests(zone.name, zone.size, key, zone.rate, buckets));
        return null;
    }

    static Void connections(DirectiveArguments arguments, SharedStates states) {
        ZoneReader zone = new ZoneReader(arguments, false);
        Template key = zone.read();
        Connections connections = states.find(
                Connections.class,
                zone.name,
                zone.size,
                (zone.sync ? "sync " : "") + key.source(),
                () -> new Connections(zone.size, zone.sync));
        if (zone.sync) {
            SyncZones.of(arguments.context()).add(new SyncConnections(zone.name, key.source(), connections));
        }
        Zones.of(arguments.context())
                .declare(arguments, new Zone.OfConnections(zone.name, zone.size, key, connections));
        return null;
    }

    private Template read() {
        List<String> words = arguments.args();
        Template key = arguments.template(words.get(0));
        for (String word : words.subList(1, words.size())) {
            if (word.startsWith("zone=")) {
                zone(word);
            } else if (rated && word.startsWith("rate=")) {
                rate(word);
            } else if (word.equals("sync")) {
                sync = true;
            } else {
                throw arguments.invalidParameter(word);
            }
        }
        if (name.isEmpty()) {
            throw arguments.error("\"" + arguments.node().name() + "\" must have \"zone\" parameter");
        }
        return key;
    }

    private void zone(String word) {
        int colon = word.indexOf(':');
        OptionalLong bytes = colon < 0 ? OptionalLong.empty() : SizeValue.size(word.substring(colon + 1));
        if (bytes.isEmpty()) {
            throw arguments.error("invalid zone size \"" + word + "\"");
        }
        if (bytes.getAsLong() < ZoneSize.MIN) {
            throw arguments.error("zone \"" + word + "\" is too small");
        }
        name = word.substring("zone=".length(), colon);
        size = bytes.getAsLong();
    }

    private void rate(String word) {
        boolean unit = word.endsWith("r/s") || word.endsWith("r/m");
        String digits = word.substring("rate=".length(), Math.max(5, unit ? word.length() - 3 : word.length()));
        long number = NumberValue.parse(digits).orElse(0);
        if (number <= 0) {
            throw arguments.error("invalid rate \"" + word + "\"");
        }
        rate = number * 1000 / (word.endsWith("r/m") ? 60 : 1);
    }
}
