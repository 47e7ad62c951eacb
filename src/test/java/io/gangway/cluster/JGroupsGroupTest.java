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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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

/** A member of the group that is not to be trusted, or does not read. */
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
        private final CompletableFuture<Void> reads = new CompletableFuture<>();
        private volatile int others;
        private volatile boolean alone;

        @Override
        public void received(Object node, ByteBuffer message) {
            reads.join();
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
        incoming.reads.complete(null);
        group = JGroupsGroup.join(settings(first), incoming, ErrorLog.NONE);
        hostile = (JGroupsGroup) JGroupsGroup.join(settings(second), seen, ErrorLog.NONE);
        await().atMost(SOON).until(() -> incoming.others == 1 && seen.others == 1);
    }

    @AfterEach
    void close() {
        seen.reads.complete(null);
        hostile.close();
        group.close();
    }

    private ZoneSyncSettings settings(InetSocketAddress listen) {
        return new ZoneSyncSettings(
                listen, null, List.of(first, second), 100, 5000, 5000, 100, 4096, 32_768, List.of(), null);
    }

    @Test
    void a_node_that_does_not_read_needs_no_memory_without_bounds() throws Exception {
        int messages = 1000;
        CompletableFuture<Void> sent = new CompletableFuture<>();
        Thread sender = new Thread(() -> {
            try {
                for (int i = 0; i < messages; i++) {
                    group.send(new byte[32_000]);
                }
                sent.complete(null);
            } catch (Exception e) {
                sent.completeExceptionally(e);
            }
        });
        sender.start();
        await().atMost(SOON).until(() -> sent.isDone() || isOutOfCredits(sender));
        assertThat(sent).isNotDone();

        seen.reads.complete(null);
        await().atMost(SOON).until(() -> seen.messages.size() == messages);
        assertThat(sent).isCompleted();
    }

    private static boolean isOutOfCredits(Thread sender) {
        return Stream.of(sender.getStackTrace())
                .anyMatch(call -> call.getMethodName().equals("await")
                        || call.getMethodName().equals("decrement"));
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
                        ClassConfigurator.getProtocolId(NAKACK2.class), NakAckHeader2.createXmitRequestHeader(node()));
        hostile.channel.send(request);
        awaitRead();

        assertThat(DESERIALIZED).hasValue(0);
    }
}
