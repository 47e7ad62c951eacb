package io.gangway.cluster;

import io.gangway.cluster.SyncMessage.Type;
import io.gangway.config.SyncZone;
import io.gangway.config.SyncZone.Extent;
import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Keeps the zones of this node and those of the others alike. At each interval it sends what has changed; when nodes have
 * joined, everything. What is received is merged by the zones. Thread-safe; all fields are guarded by this object.
 */
final class ZoneSynchronizer implements Group.Listener {
    /** One line for each of so many differences to other nodes, and then none. */
    private static final int MAX_REMARKS = 1000;

    private static final long DROPPED_LINE_MILLIS = 1000;
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");

    private final LongSupplier clockMillis;
    private final int maxRecord;
    private final int maxMessage;
    private final SyncStatus status = new SyncStatus(this);

    private final Map<String, SyncZone> zones = new LinkedHashMap<>();
    private final Map<Object, ClockOffset> others = new HashMap<>();
    private final Set<String> remarks = new HashSet<>();
    private ErrorLog log = ErrorLog.NONE;
    private boolean sendsAll;
    private boolean asks;
    private long droppedLineMillis = Long.MIN_VALUE / 2;

    /**
     * Creates one without zones.
     *
     * @param clockMillis a monotonic clock, the one of the zones
     * @param maxRecord the length of a record, in bytes; longer ones are not sent
     * @param maxMessage the length of a message, in bytes
     */
    ZoneSynchronizer(LongSupplier clockMillis, int maxRecord, int maxMessage) {
        this.clockMillis = clockMillis;
        this.maxRecord = maxRecord;
        this.maxMessage = maxMessage;
    }

    SyncStatus status() {
        return status;
    }

    /** Shares these zones from now on, and no others. */
    synchronized void use(List<SyncZone> all, ErrorLog errorLog) {
        for (SyncZone zone : zones.values()) {
            zone.share(false);
            if (!all.contains(zone)) {
                others.keySet().forEach(zone::forget);
            }
        }
        zones.clear();
        all.forEach(zone -> {
            zone.share(true);
            zones.put(zone.name(), zone);
        });
        log = errorLog;
        remarks.clear();
        sendsAll = true;
        asks = true;
    }

    /** The messages that are due now. Those to nobody are not made. */
    synchronized List<byte[]> take() {
        long now = clockMillis.getAsLong();
        List<byte[]> messages = new ArrayList<>();
        for (SyncZone zone : zones.values()) {
            List<byte[]> changes = collect(zone, Extent.CHANGES, now);
            if (others.isEmpty()) {
                continue;
            }
            // The state contains the changes: who got both would count them twice.
            if (sendsAll) {
                List<byte[]> all = collect(zone, Extent.ALL, now);
                messages.addAll(SyncMessage.write(Type.ALL, Type.MORE, now, zone, all, maxMessage));
            } else if (!changes.isEmpty()) {
                messages.addAll(SyncMessage.write(Type.CHANGES, Type.CHANGES, now, zone, changes, maxMessage));
            }
        }
        if (!others.isEmpty()) {
            if (asks) {
                messages.add(SyncMessage.ask(now));
            }
            sendsAll = false;
            asks = false;
        }
        return messages;
    }

    /** Shares no zone any more. Returns the last messages. */
    synchronized List<byte[]> end() {
        List<byte[]> last = take();
        use(List.of(), log);
        return last;
    }

    private List<byte[]> collect(SyncZone zone, Extent extent, long now) {
        List<byte[]> records = new ArrayList<>();
        zone.collect(extent, now, record -> {
            if (record.length <= maxRecord) {
                records.add(record);
            } else {
                remark(
                        zone.name() + " size",
                        "zone_sync: a key of zone \"" + zone.name() + "\" needs " + record.length
                                + " bytes, more than a buffer of zone_sync_buffers: it is not shared");
            }
        });
        return records;
    }

    @Override
    public synchronized void others(Collection<?> nodes) {
        // Even if none is new here: a node that was stopped for a while has left for the others, and does not know it.
        sendsAll = true;
        for (Object node : List.copyOf(others.keySet())) {
            if (!nodes.contains(node)) {
                others.remove(node);
                zones.values().forEach(zone -> zone.forget(node));
                write(LogLevel.NOTICE, "zone_sync: node " + node + " has left, " + nodes.size() + " others");
            }
        }
        for (Object node : nodes) {
            if (!others.containsKey(node)) {
                others.put(node, new ClockOffset());
                write(LogLevel.NOTICE, "zone_sync: node " + node + " has joined, " + nodes.size() + " others");
            }
        }
    }

    @Override
    public synchronized void received(Object node, ByteBuffer bytes) {
        status.messagesIn.incrementAndGet();
        status.bytesIn.addAndGet(bytes.remaining());
        ClockOffset offset = others.get(node);
        if (offset == null) {
            // It may join in a moment, and have sent its whole state already.
            asks = true;
            return;
        }
        try {
            SyncMessage message = SyncMessage.read(bytes);
            long now = clockMillis.getAsLong();
            merge(node, message, now, offset.age(message.stampMillis(), now));
        } catch (RuntimeException e) {
            dropped(node, e);
        }
    }

    private void merge(Object node, SyncMessage message, long now, long age) {
        if (message.type() == Type.ASK) {
            sendsAll = true;
            return;
        }
        SyncZone zone = zones.get(message.zone());
        if (zone == null) {
            remark(
                    message.zone() + " of " + node,
                    "zone_sync: node " + node + " shares zone \"" + message.zone() + "\", which is none here");
            return;
        }
        if (!zone.shape().equals(message.shape())) {
            remark(
                    message.zone() + " of " + node,
                    "zone_sync: zone \"" + zone.name() + "\" is \"" + message.shape() + "\" on node " + node + " and \""
                            + zone.shape() + "\" here: it is not shared");
            return;
        }
        if (message.type() == Type.ALL) {
            zone.forget(node);
        }
        Extent extent = message.type() == Type.CHANGES ? Extent.CHANGES : Extent.ALL;
        message.records().forEach(record -> zone.apply(node, extent, record, now, age));
    }

    private void remark(String about, String line) {
        if (remarks.size() < MAX_REMARKS && remarks.add(about)) {
            write(LogLevel.WARN, line);
        }
    }

    /** Names come from other nodes, and must not look like another line. */
    private void write(LogLevel level, String line) {
        log.write(level, CONTROLS.matcher(line).replaceAll("?"));
    }

    private void dropped(Object node, RuntimeException why) {
        status.dropped.incrementAndGet();
        long now = clockMillis.getAsLong();
        if (now - droppedLineMillis >= DROPPED_LINE_MILLIS) {
            droppedLineMillis = now;
            write(LogLevel.ERROR, "zone_sync: a message of node " + node + " was dropped: " + why.getMessage());
        }
    }

    synchronized int others() {
        return others.size();
    }

    synchronized Map<String, SyncStatus.Zone> zones() {
        Map<String, SyncStatus.Zone> all = new TreeMap<>();
        zones.forEach((name, zone) -> all.put(name, new SyncStatus.Zone(zone.pending(), zone.total())));
        return all;
    }
}
