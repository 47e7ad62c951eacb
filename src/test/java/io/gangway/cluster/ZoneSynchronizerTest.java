package io.gangway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.config.SyncZone;
import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes, whose messages are passed by hand. */
class ZoneSynchronizerTest {
    private static final int MAX_RECORD = 100;
    private static final int MAX_MESSAGE = 300;

    private long millis = 5000;
    private final List<String> log = new ArrayList<>();
    private final ZoneSynchronizer first = new ZoneSynchronizer(() -> millis, MAX_RECORD, MAX_MESSAGE);
    private final ZoneSynchronizer second = new ZoneSynchronizer(() -> millis + 77, MAX_RECORD, MAX_MESSAGE);
    private final Words here = new Words("words", "shape");
    private final Words there = new Words("words", "shape");

    /** A zone of words. */
    private static final class Words implements SyncZone {
        private final String name;
        private final String shape;
        private final List<String> own = new ArrayList<>();
        private final List<String> unsent = new ArrayList<>();
        private final List<String> events = new ArrayList<>();
        private boolean shared;

        Words(String name, String shape) {
            this.name = name;
            this.shape = shape;
        }

        void add(String word) {
            own.add(word);
            unsent.add(word);
        }

        List<String> takeEvents() {
            List<String> taken = List.copyOf(events);
            events.clear();
            return taken;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String shape() {
            return shape;
        }

        @Override
        public void share(boolean on) {
            shared = on;
        }

        @Override
        public void collect(Extent extent, long nowMillis, Consumer<byte[]> records) {
            (extent == Extent.ALL ? own : unsent)
                    .forEach(word -> records.accept(word.getBytes(StandardCharsets.ISO_8859_1)));
            if (extent == Extent.CHANGES) {
                unsent.clear();
            }
        }

        @Override
        public void apply(Object node, Extent extent, ByteBuffer record, long nowMillis, long ageMillis) {
            String word = StandardCharsets.ISO_8859_1.decode(record).toString();
            if (word.equals("bad")) {
                throw new IllegalArgumentException("a bad word");
            }
            events.add(node + " " + extent + " " + word + " " + ageMillis);
        }

        @Override
        public void forget(Object node) {
            events.add(node + " is forgotten");
        }

        @Override
        public int pending() {
            return unsent.size();
        }

        @Override
        public int total() {
            return own.size();
        }
    }

    private final ErrorLog lines = new ErrorLog() {
        @Override
        public boolean isEnabled(LogLevel level) {
            return true;
        }

        @Override
        public void write(LogLevel level, String message) {
            log.add(level.name().toLowerCase(java.util.Locale.ROOT) + ": " + message);
        }
    };

    @BeforeEach
    void connect() {
        first.use(List.of(here), lines);
        second.use(List.of(there), ErrorLog.NONE);
        first.others(List.of("b"));
        second.others(List.of("a"));
        exchange();
        here.takeEvents();
        there.takeEvents();
        log.clear();
    }

    private void exchange() {
        List<byte[]> fromFirst = first.take();
        second.take().forEach(message -> first.received("b", ByteBuffer.wrap(message)));
        fromFirst.forEach(message -> second.received("a", ByteBuffer.wrap(message)));
        second.take().forEach(message -> first.received("b", ByteBuffer.wrap(message)));
        first.take().forEach(message -> second.received("a", ByteBuffer.wrap(message)));
    }

    @Test
    void only_changes_are_sent_in_between() {
        here.add("one");
        exchange();
        assertThat(there.takeEvents()).containsExactly("a CHANGES one 0");

        assertThat(first.take()).isEmpty();
        here.add("two");
        exchange();
        assertThat(there.takeEvents()).containsExactly("a CHANGES two 0");
    }

    @Test
    void everything_is_sent_when_the_group_changes_and_when_zones_do() {
        here.add("one");
        exchange();
        there.takeEvents();

        first.others(List.of("b", "c"));
        exchange();
        assertThat(there.takeEvents()).containsExactly("a is forgotten", "a ALL one 0");

        second.use(List.of(there), ErrorLog.NONE);
        exchange();
        assertThat(there.takeEvents()).containsExactly("a is forgotten", "a ALL one 0");
    }

    @Test
    void many_records_are_sent_in_messages_of_limited_length() {
        for (int i = 0; i < 100; i++) {
            here.add("a word of some length " + i);
        }
        List<byte[]> messages = first.take();
        assertThat(messages)
                .hasSizeGreaterThan(9)
                .allSatisfy(message -> assertThat(message).hasSizeLessThanOrEqualTo(MAX_MESSAGE));
        messages.forEach(message -> second.received("a", ByteBuffer.wrap(message)));
        assertThat(there.takeEvents()).hasSize(100);

        first.others(List.of("b"));
        first.take().forEach(message -> second.received("a", ByteBuffer.wrap(message)));
        assertThat(there.takeEvents())
                .hasSize(101)
                .containsOnlyOnce("a is forgotten")
                .startsWith("a is forgotten");
    }

    @Test
    void a_record_that_is_too_long_is_not_sent() {
        here.add("x".repeat(MAX_RECORD + 1));
        here.add("x".repeat(MAX_RECORD + 2));
        here.add("short");
        exchange();

        assertThat(there.takeEvents()).containsExactly("a CHANGES short 0");
        assertThat(log)
                .containsExactly("warn: zone_sync: a key of zone \"words\" needs 101 bytes, more than a buffer of "
                        + "zone_sync_buffers: it is not shared");
    }

    @Test
    void a_message_that_was_under_way_is_older() {
        there.add("fast");
        exchange();
        there.add("slow");
        List<byte[]> messages = second.take();
        millis += 250;
        messages.forEach(message -> first.received("b", ByteBuffer.wrap(message)));

        assertThat(here.takeEvents()).containsExactly("b CHANGES fast 0", "b CHANGES slow 250");
    }

    @Test
    void a_node_that_has_left_is_forgotten() {
        first.others(List.of());
        assertThat(here.takeEvents()).containsExactly("b is forgotten");

        there.add("late");
        second.take().forEach(message -> first.received("b", ByteBuffer.wrap(message)));
        assertThat(here.takeEvents()).isEmpty();
        assertThat(first.others()).isZero();
        here.add("for nobody");
        assertThat(first.take()).isEmpty();
        assertThat(here.pending()).isZero();
    }

    @Test
    void zones_that_differ_are_not_shared() {
        second.use(List.of(new Words("words", "another shape"), new Words("more", "shape")), ErrorLog.NONE);
        exchange();
        exchange();

        assertThat(here.takeEvents()).isEmpty();
        assertThat(log)
                .containsExactlyInAnyOrder(
                        "warn: zone_sync: zone \"words\" is \"another shape\" on node b and \"shape\" here: it is not "
                                + "shared",
                        "warn: zone_sync: node b shares zone \"more\", which is none here");
    }

    @Test
    void a_zone_that_is_no_longer_used_notes_nothing() {
        assertThat(here.shared).isTrue();
        first.use(List.of(), lines);
        assertThat(here.shared).isFalse();
    }

    @Test
    void a_zone_that_is_no_longer_shared_forgets_the_other_nodes() {
        first.use(List.of(), lines);
        assertThat(here.takeEvents()).containsExactly("b is forgotten");
    }

    @Test
    void the_end_returns_the_last_changes() {
        here.add("last");
        first.end().forEach(message -> second.received("a", ByteBuffer.wrap(message)));

        assertThat(there.takeEvents()).containsExactly("a CHANGES last 0");
        assertThat(here.takeEvents()).containsExactly("b is forgotten");
        assertThat(here.shared).isFalse();
    }

    /** Its messages may arrive a moment before the news that it has joined. */
    @Test
    void a_node_that_was_heard_too_early_is_asked_again() {
        there.add("one");
        first.others(List.of());
        second.others(List.of("a"));
        second.take().forEach(message -> first.received("b", ByteBuffer.wrap(message)));
        first.others(List.of("b"));
        here.takeEvents();
        exchange();

        assertThat(here.takeEvents()).containsExactly("b is forgotten", "b ALL one 0");
    }

    @Test
    void a_message_with_an_impossible_clock_is_dropped() {
        there.add("one");
        byte[] early = second.take().get(0);
        byte[] late = early.clone();
        ByteBuffer.wrap(early).putLong(5, Long.MIN_VALUE);
        ByteBuffer.wrap(late).putLong(5, Long.MAX_VALUE);
        first.received("b", ByteBuffer.wrap(late));
        first.received("b", ByteBuffer.wrap(early));

        assertThat(first.status().messagesDropped()).isEqualTo(2);
        assertThat(here.takeEvents()).isEmpty();
        there.add("two");
        exchange();
        assertThat(here.takeEvents()).containsExactly("b CHANGES two 0");
    }

    @Test
    void what_other_nodes_say_is_one_line_in_the_log() {
        first.others(List.of("b", "c\n2026/01/01 [emerg] 1#1: forged"));
        second.use(List.of(new Words("w\r\nx", "shape")), ErrorLog.NONE);
        exchange();

        assertThat(log)
                .containsExactly(
                        "notice: zone_sync: node c?2026/01/01 [emerg] 1#1: forged has joined, 2 others",
                        "warn: zone_sync: node b shares zone \"w??x\", which is none here");
    }

    @Test
    void malformed_messages_are_dropped_with_a_line_a_second() {
        first.received("b", ByteBuffer.allocate(3));
        first.received("b", ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1)));
        there.add("bad");
        second.take().forEach(message -> first.received("b", ByteBuffer.wrap(message)));
        millis += 1000;
        first.received("b", ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1)));

        assertThat(log)
                .containsExactly(
                        "error: zone_sync: a message of node b was dropped: it is cut off",
                        "error: zone_sync: a message of node b was dropped: not a message of zone_sync, or of another "
                                + "version");
        assertThat(first.status().messagesDropped()).isEqualTo(4);
        there.add("good");
        exchange();
        assertThat(here.takeEvents()).contains("b CHANGES good 0");
    }

    @Test
    void random_bytes_break_nothing() {
        Random random = new Random(1);
        there.add("one");
        there.add("two");
        byte[] message = second.take().get(0);
        for (int i = 0; i < 10_000; i++) {
            byte[] broken = message.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            first.received("b", ByteBuffer.wrap(broken, 0, random.nextInt(broken.length + 1)));
        }

        assertThat(first.status().messagesDropped()).isPositive();
        assertThat(log).hasSizeLessThan(1100);
        assertThat(first.others()).isEqualTo(1);
    }

    @Test
    void it_counts_messages() {
        here.add("one");
        exchange();

        assertThat(second.status().messagesIn()).isPositive();
        assertThat(second.status().bytesIn()).isPositive();
        assertThat(first.status().zones()).containsKey("words");
        assertThat(first.status().zones().get("words").total()).isEqualTo(1);
        assertThat(first.status().nodesOnline()).isEqualTo(1);
    }
}
