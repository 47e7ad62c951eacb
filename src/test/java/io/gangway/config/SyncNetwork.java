package io.gangway.config;

import io.gangway.config.SyncZone.Extent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Nodes with a zone each, on a virtual clock. Messages need a random time, but those of one node to another arrive in
 * order. Between nodes of different partitions nothing arrives, not even what is under way.
 */
public final class SyncNetwork {
    private final Random random;
    private final List<? extends SyncZone> nodes;
    private final int maxDelayMillis;
    private final int[] partitions;
    private final boolean[] sendsAll;
    private final long[][] lastArrival;
    /** How often the connection of two nodes was cut. */
    private final int[][] cuts;

    private final PriorityQueue<Message> underWay =
            new PriorityQueue<>((a, b) -> a.arrives != b.arrives ? Long.compare(a.arrives, b.arrives) : a.id - b.id);
    private long nowMillis = 1_000_000;
    private int sent;

    private record Message(
            int id, int from, int to, int cuts, long begun, long arrives, Extent extent, List<byte[]> records) {}

    public SyncNetwork(Random random, List<? extends SyncZone> nodes, int maxDelayMillis) {
        this.random = random;
        this.nodes = nodes;
        this.maxDelayMillis = maxDelayMillis;
        partitions = new int[nodes.size()];
        sendsAll = new boolean[nodes.size()];
        cuts = new int[nodes.size()][nodes.size()];
        lastArrival = new long[nodes.size()][nodes.size()];
        nodes.forEach(node -> node.share(true));
    }

    public long nowMillis() {
        return nowMillis;
    }

    /** Lets time pass; messages arrive. */
    public void advance(long millis) {
        nowMillis += millis;
        while (!underWay.isEmpty() && underWay.peek().arrives <= nowMillis) {
            Message message = underWay.poll();
            if (isConnected(message.from, message.to) && message.cuts == cuts[message.from][message.to]) {
                deliver(message);
            }
        }
    }

    private void deliver(Message message) {
        SyncZone node = nodes.get(message.to);
        if (message.extent == Extent.ALL) {
            node.forget(message.from);
        }
        message.records.forEach(record -> node.apply(
                message.from, message.extent, ByteBuffer.wrap(record), nowMillis, nowMillis - message.begun));
    }

    /** All nodes send what has changed. */
    public void send() {
        for (int from = 0; from < nodes.size(); from++) {
            if (sendsAll[from]) {
                nodes.get(from).collect(Extent.CHANGES, nowMillis, record -> {});
                send(from, Extent.ALL);
                sendsAll[from] = false;
            } else {
                send(from, Extent.CHANGES);
            }
        }
    }

    private void send(int from, Extent extent) {
        List<byte[]> records = new ArrayList<>();
        nodes.get(from).collect(extent, nowMillis, records::add);
        for (int to = 0; to < nodes.size(); to++) {
            if (to != from && isConnected(from, to)) {
                long arrives = nowMillis + random.nextInt(maxDelayMillis + 1);
                lastArrival[from][to] = Math.max(lastArrival[from][to], arrives);
                underWay.add(new Message(
                        sent++, from, to, cuts[from][to], nowMillis, lastArrival[from][to], extent, records));
            }
        }
    }

    /** Sets the partition of each node. */
    public void partition(int... ofNodes) {
        for (int i = 0; i < nodes.size(); i++) {
            for (int j = 0; j < nodes.size(); j++) {
                boolean connected = ofNodes[i] == ofNodes[j];
                if (isConnected(i, j) && !connected) {
                    nodes.get(i).forget(j);
                    cuts[i][j]++;
                }
                sendsAll[i] |= connected && !isConnected(i, j);
            }
        }
        System.arraycopy(ofNodes, 0, partitions, 0, partitions.length);
    }

    private boolean isConnected(int i, int j) {
        return partitions[i] == partitions[j];
    }

    /** All nodes are connected, and nothing is under way any more. */
    public void heal() {
        partition(new int[nodes.size()]);
        settle();
    }

    /** Everything that nodes have to say arrives. */
    public void settle() {
        send();
        advance(maxDelayMillis);
    }
}
