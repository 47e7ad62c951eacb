package io.gangway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.errorlog.ErrorLog;
import io.gangway.testing.FreePorts;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.Message;
import org.jgroups.ObjectMessage;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.NakAckHeader2;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member of the group that is not to be trusted. */
class JGroupsGroupTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final AtomicInteger DESERIALIZED = new AtomicInteger();

    private final InetSocketAddress first = new InetSocketAddress("127.0.0.1", FreePorts.next());
    private final InetSocketAddress second = new InetSocketAddress("127.0.0.1", FreePorts.next());
    private final Incoming incoming = new Incoming();
    private final Incoming seen = new Incoming();
    private Group group;
    private JGroupsGroup hostile;

    /** Counts how often it is deserialized. */
    private static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) {
            DESERIALIZED.incrementAndGet();
        }
    }

    private static final class Incoming implements Group.Listener {
        private final Queue<String> messages = new ConcurrentLinkedQueue<>();
        private volatile int others;
        private volatile boolean alone;

        @Override
        public void received(Object node, ByteBuffer message) {
            byte[] bytes = new byte[message.remaining()];
            message.get(bytes);
            messages.add(new String(bytes));
        }

        @Override
        public void others(Collection<?> nodes) {
            alone |= others > 0 && nodes.isEmpty();
            others = nodes.size();
        }
    }

    @BeforeEach
    void join() throws Exception {
        group = JGroupsGroup.join(settings(first), incoming, ErrorLog.NONE);
        hostile = (JGroupsGroup) JGroupsGroup.join(settings(second), seen, ErrorLog.NONE);
        await().atMost(SOON).until(() -> incoming.others == 1 && seen.others == 1);
    }

    @AfterEach
    void close() {
        hostile.close();
        group.close();
    }

    private ZoneSyncSettings settings(InetSocketAddress listen) {
        return new ZoneSyncSettings(
                listen, null, List.of(first, second), 100, 5000, 5000, 100, 4096, 32_768, List.of(), null);
    }

    private Address node() {
        return ((JGroupsGroup) group).channel.getAddress();
    }

    /** The node has read what was sent before: it gets a later message, or has closed the connection. */
    private void awaitRead() throws Exception {
        hostile.send("after".getBytes());
        await().atMost(SOON).until(() -> incoming.alone || incoming.messages.contains("after"));
    }

    @Test
    void a_message_with_an_object_is_not_deserialized() throws Exception {
        Message message = new ObjectMessage(node(), new Gadget());
        hostile.channel.send(message.setFlag(Message.Flag.OOB, Message.Flag.NO_RELIABILITY));
        awaitRead();

        assertThat(DESERIALIZED).hasValue(0);
    }

    @Test
    void a_request_of_JGroups_with_an_object_is_not_deserialized() throws Exception {
        Message request = new BytesMessage(node(), new Gadget())
                .putHeader(
                        ClassConfigurator.getProtocolId(NAKACK2.class),
                        NakAckHeader2.createXmitRequestHeader(node()));
        hostile.channel.send(request);
        awaitRead();

        assertThat(DESERIALIZED).hasValue(0);
    }
}
