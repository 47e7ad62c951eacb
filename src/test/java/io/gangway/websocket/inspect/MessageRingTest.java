package io.gangway.websocket.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.websocket.frame.Opcode;
import org.junit.jupiter.api.Test;

class MessageRingTest {
    @Test
    void messages_are_numbered_and_the_oldest_make_room() {
        MessageRing ring = new MessageRing(1024, () -> 7);
        for (int i = 0; i < 10; i++) {
            ring.add(true, Opcode.TEXT, 100, new byte[100], false);
        }

        assertThat(ring.count()).isEqualTo(10);
        assertThat(ring.after(0)).extracting(InspectedMessage::number).containsExactly(6L, 7L, 8L, 9L, 10L);
        assertThat(ring.after(8)).extracting(InspectedMessage::number).containsExactly(9L, 10L);
        assertThat(ring.after(10)).isEmpty();
        assertThat(ring.after(8).get(0).atMillis()).isEqualTo(7);
    }

    @Test
    void a_payload_takes_at_most_a_quarter_of_the_memory_and_four_kibibytes() {
        assertThat(new MessageRing(1024, () -> 0).maxPayload()).isEqualTo(256);
        assertThat(new MessageRing(1 << 20, () -> 0).maxPayload()).isEqualTo(4096);
    }
}
