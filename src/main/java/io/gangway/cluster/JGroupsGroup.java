package io.gangway.cluster;

import io.gangway.errorlog.ErrorLog;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.PerDestinationBundler;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;

/**
 * A group of JGroups over TCP. Only plain bytes are sent and accepted ({@link PlainMessages}): nothing that a node sends is
 * deserialized by Java.
 */
final class JGroupsGroup implements Group {
    private static final String NAME = "gangway zone_sync";

    /** Far above any message of zone_sync and of JGroups itself; what claims to be longer ends the connection. */
    private static final int MAX_PACKET = 1 << 20;

    /**
     * How many bytes a node may be behind. Then {@link #send} blocks, until it has caught up or left; meanwhile the zones
     * collect what has changed, one record for each key.
     */
    private static final int MAX_UNREAD = 2 << 20;

    private static final int HEARTBEATS = 5;

    /** Package-private for tests. */
    final JChannel channel;

    private final TCPPING discovery;

    private JGroupsGroup(JChannel channel, TCPPING discovery) {
        this.channel = channel;
        this.discovery = discovery;
    }

    /**
     * Does nothing.
     *
     * @throws NoClassDefFoundError when the jar is missing
     */
    static void check() {
        JChannel.class.getName();
    }

    /** Opens the port, and joins the nodes that can be reached, if any. May block for seconds. */
    static Group join(ZoneSyncSettings settings, Listener listener, ErrorLog log) throws Exception {
        JGroupsLog.to(log);
        TCP tcp = new PlainTcp();
        tcp.setBindAddr(settings.listen().getAddress());
        tcp.setBindPort(settings.listen().getPort());
        if (settings.advertised() != null) {
            tcp.setExternalAddr(settings.advertised().getAddress());
            tcp.setExternalPort(settings.advertised().getPort());
        }
        tcp.setPortRange(0);
        tcp.setMaxLength(MAX_PACKET);
        tcp.setSockConnTimeout((int) settings.connectTimeoutMillis());
        tcp.tcpNodelay(true);
        // The connection of a process that has ended closes, long before its heartbeats are missed.
        tcp.enableSuspectEvents(true);
        // With one thread for all, an address that does not answer at all would hold up the messages to the others.
        tcp.setBundler(new PerDestinationBundler().useSingleSenderThread(false));
        tcp.setSocketFactory(new NodeSockets(settings, log));
        TCPPING discovery = new TCPPING();
        discovery.setInitialHosts(settings.addresses());
        discovery.setPortRange(0);
        discovery.asyncDiscovery(true);
        discovery.asyncDiscoveryUseSeparateThread(true);
        long heartbeat = Math.max(1, settings.timeoutMillis() / HEARTBEATS);
        JChannel channel = new JChannel(
                tcp,
                discovery,
                new MERGE3().setMinInterval(settings.retryMillis()).setMaxInterval(2 * settings.retryMillis()),
                new FD_ALL3().setTimeout(settings.timeoutMillis()).setInterval(heartbeat),
                new VERIFY_SUSPECT2().setTimeout(Math.min(1000, settings.timeoutMillis())),
                new NAKACK2().useMcastXmit(false),
                new UNICAST3(),
                new STABLE(),
                new GMS()
                        .setJoinTimeout(settings.retryMillis())
                        .setMergeTimeout(settings.timeoutMillis())
                        .printLocalAddress(false),
                new MFC().setMaxCredits(MAX_UNREAD));
        JGroupsGroup group = new JGroupsGroup(channel, discovery);
        try {
            InetSocketAddress reached = settings.reached();
            channel.setName(reached.getAddress().getHostAddress() + ":" + reached.getPort());
            channel.setDiscardOwnMessages(true);
            channel.setReceiver(group.new Incoming(listener));
            channel.connect(NAME);
            return group;
        } catch (Exception e) {
            channel.close();
            throw e;
        }
    }

    /** Called by threads of JGroups. */
    private final class Incoming implements Receiver {
        private final Listener listener;

        Incoming(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void receive(Message message) {
            if (message instanceof BytesMessage bytes && bytes.hasArray()) {
                listener.received(
                        message.getSrc(), ByteBuffer.wrap(bytes.getArray(), bytes.getOffset(), bytes.getLength()));
            }
        }

        @Override
        public void viewAccepted(View view) {
            List<Address> others = new ArrayList<>(view.getMembers());
            others.remove(channel.getAddress());
            listener.others(others);
        }
    }

    @Override
    public void send(byte[] message) throws Exception {
        channel.send(new BytesMessage(null, message));
    }

    @Override
    public void addresses(List<InetSocketAddress> all) {
        discovery.setInitialHosts(all);
    }

    @Override
    public void close() {
        channel.close();
    }
}
