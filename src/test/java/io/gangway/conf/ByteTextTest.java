package io.gangway.conf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteTextTest {
    @Test
    void bytes_of_utf_8_become_their_text_and_the_reverse() {
        assertThat(ByteText.utf8("caf\u00c3\u00a9")).isEqualTo("caf\u00e9");
        assertThat(ByteText.of("caf\u00e9")).isEqualTo("caf\u00c3\u00a9");
        assertThat(ByteText.utf8("plain")).isEqualTo("plain");
    }

    @Test
    void other_bytes_become_replacement_characters() {
        assertThat(ByteText.utf8("a\u00e9b")).isEqualTo("a\ufffdb");
    }

    @Test
    void no_text_stays_none() {
        assertThat(ByteText.utf8(null)).isNull();
    }
}
