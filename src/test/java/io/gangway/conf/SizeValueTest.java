package io.gangway.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeValueTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "007, 7",
        "1k, 1024",
        "1K, 1024",
        "8m, 8388608",
        "8M, 8388608",
        "9223372036854775807, 9223372036854775807",
        "9007199254740991k, 9223372036854774784",
        "8796093022207m, 9223372036853727232",
    })
    void sizes_of_memory_and_files_are_read_alike(String text, long expected) {
        assertThat(SizeValue.size(text)).hasValue(expected);
        assertThat(SizeValue.offset(text)).hasValue(expected);
    }

    @ParameterizedTest
    @CsvSource({"1g, 1073741824", "2G, 2147483648", "8589934591g, 9223372035781033984"})
    void only_sizes_of_files_may_be_in_gigabytes(String text, long expected) {
        assertThat(SizeValue.offset(text)).hasValue(expected);
        assertThat(SizeValue.size(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "k",
                "m",
                "g",
                "-1",
                "+1",
                "1.5k",
                "1 k",
                "1kb",
                "1t",
                "0x10",
                "k1",
                "9223372036854775808",
                "9007199254740992k",
                "8796093022208m",
                "8589934592g",
                "\u0661"
            })
    void a_size_that_nginx_refuses_is_refused(String text) {
        assertThat(SizeValue.size(text)).isEmpty();
        assertThat(SizeValue.offset(text)).isEmpty();
    }

    @Test
    void the_error_names_the_directive() {
        Node node =
                Parser.text("nginx.conf", "client_body_buffer_size 1g;").nodes().get(0);

        assertThat(SizeValue.readOffset(node)).isEqualTo(1L << 30);
        assertThatThrownBy(() -> SizeValue.readSize(node))
                .hasMessage("\"client_body_buffer_size\" directive invalid value in nginx.conf:1");
    }
}
