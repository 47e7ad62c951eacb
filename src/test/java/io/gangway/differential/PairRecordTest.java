package io.gangway.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.testing.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records can be read back, and are readable for humans. */
class PairRecordTest {
    @TempDir
    private Path dir;

    @Test
    void a_written_record_is_read_back() throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("z", RecordText.of("=== response\nHTTP/1.1 200 OK\n\n\n\n"));
        texts.put("a: with -- dashes", RecordText.of("--- request b\n-\n\n --- \\\nno end"));
        texts.put("empty", RecordText.of(""));
        texts.put("m", RecordText.of("last\n"));
        Path path = dir.resolve("some.record");
        PairRecord record = new PairRecord(Version.of("1.30.6"), texts);

        record.write(path);

        PairRecord read = PairRecord.read(path);
        assertThat(read).isEqualTo(record);
        assertThat(List.copyOf(read.texts().keySet())).isEqualTo(List.copyOf(texts.keySet()));
    }

    @Test
    void the_first_line_names_the_nginx() throws IOException {
        Path path = dir.resolve("some.record");
        Files.writeString(path, "# nginx\n--- request a\n");

        assertThatThrownBy(() -> PairRecord.read(path))
                .hasMessageContaining("some.record begins with: # nginx")
                .hasMessageContaining("Recorded from nginx");
    }

    @Test
    void each_byte_has_a_unique_ascii_form() {
        List<String> spellings = new ArrayList<>();
        for (int c = 0; c < 256; c++) {
            spellings.add(RecordText.of((char) c + "\n"));
            spellings.add(RecordText.of("x" + (char) c + "\n"));
        }
        assertThat(spellings).doesNotHaveDuplicates().allMatch(text -> text.matches("[\\n -~]*"));
        assertThat(RecordText.of("a\tb \r\n-\u00e4\\\n\n x")).isEqualTo("a\\tb \\r\n\\x2d\\xe4\\\\\n\n x\\\n");
    }

    @Test
    void a_long_line_is_recorded_by_beginning_length_and_digest() {
        String line = "0123456789".repeat(30);

        assertThat(RecordText.of(line.substring(44) + "\n")).isEqualTo(line.substring(44) + "\n");
        assertThat(RecordText.of(line + "\n"))
                .isEqualTo(
                        "0123456789012345678901234567890123456789%{300 bytes, SHA-256 ba6ab297dbb2bcbc66d54fb768e01920acb58b5552455834f4563807cbd46efb}\n");
    }
}
