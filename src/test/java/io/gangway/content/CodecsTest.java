package io.gangway.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.util.compression.DeflaterPool;
import org.junit.jupiter.api.Test;

/** The memory limit of deflaters. */
class CodecsTest {
    private static final long DEFLATER = 260 * 1024;

    @Test
    void the_limit_counts_deflaters_in_use() {
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
    void unused_deflaters_of_other_levels_leave_room() {
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
