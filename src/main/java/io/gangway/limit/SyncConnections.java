package io.gangway.limit;

import io.gangway.config.SyncZone;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A {@code limit_conn_zone} with {@code sync}. Each node tells the others its own counts; the sum of all is limited.
 *
 * @param key of the zone, as written
 */
record SyncConnections(String name, String key, Connections connections) implements SyncZone {
    @Override
    public String shape() {
        return "limit_conn " + key;
    }

    @Override
    public void share(boolean on) {
        connections.share(on);
    }

    @Override
    public void collect(Extent extent, long nowMillis, Consumer<byte[]> records) {
        if (extent == Extent.ALL) {
            connections.all(records);
        } else {
            connections.changes(records);
        }
    }

    @Override
    public void apply(Object node, Extent extent, ByteBuffer record, long nowMillis, long ageMillis) {
        int count = record.getInt();
        if (count < 0 || count > ConnectionLimit.MAX) {
            throw new IllegalArgumentException(count + " connections");
        }
        connections.set(node, StandardCharsets.ISO_8859_1.decode(record).toString(), count);
    }

    @Override
    public void forget(Object node) {
        connections.forget(node);
    }

    @Override
    public int pending() {
        return connections.unsent();
    }

    @Override
    public int total() {
        return connections.count();
    }
}
