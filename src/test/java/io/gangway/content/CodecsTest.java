package io.gangway.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.util.compression.DeflaterPool;
import org.junit.jupiter.api.Test;

/** How many deflaters there may be. */
class CodecsTest {
    private static final long DEFLATER = 260 * 1024;

    @Test
    void there_is_room_until_so_many_are_in_use() {
        try (Codecs codecs = new Codecs(4 * DEFLATER)) {
            DeflaterPool pool = codecs.deflaters(6);
            List<DeflaterPool.Entry> used = new ArrayList<>();
            while (codecs.hasRoom()) {
                used.add(pool.acquire());
            }
            assertThat(used).hasSize(4);

            used.forEach(DeflaterPool.Entry::release);
            assertThat(codecs.hasRoom()).isTrue();
        }
    }

    @Test
    void those_of_other_levels_that_nobody_uses_take_no_room_for_ever() {
        try (Codecs codecs = new Codecs(64 * DEFLATER)) {
            for (int level = 1; level <= 9; level++) {
                List<DeflaterPool.Entry> used = new ArrayList<>();
                for (int i = 0; i < 32 && codecs.hasRoom(); i++) {
                    used.add(codecs.deflaters(level).acquire());
                }
                used.forEach(DeflaterPool.Entry::release);
            }
            assertThat(codecs.hasRoom()).isTrue();
        }
    }
}
