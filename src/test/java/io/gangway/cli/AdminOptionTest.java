package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminOptionTest {
    private static final Path HERE = Path.of("").toAbsolutePath();

    @Test
    void without_the_option_there_is_no_console() {
        assertThat(AdminOption.of(null, null, HERE)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "9000,           127.0.0.1:9000",
        "127.0.0.1:9000, 127.0.0.1:9000",
        "127.3.2.1:9000, 127.3.2.1:9000",
        "localhost:9000, localhost:9000",
        "[::1]:9000,     [::1]:9000",
        "unix:/run/x,    unix:/run/x",
    })
    void an_address_of_this_machine_gets_a_new_token(String address, String listen) {
        AdminOption option = AdminOption.of(address, null, HERE);

        assertThat(option.address()).isEqualTo(listen);
        assertThat(option.remote()).isFalse();
        assertThat(option.token()).hasSizeGreaterThanOrEqualTo(24);
        assertThat(option.token())
                .isNotEqualTo(AdminOption.of(address, null, HERE).token());
        assertThat(option.link("http://localhost:9000/")).isEqualTo("http://localhost:9000/#token=" + option.token());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0:9000",
                "*:9000",
                "[::]:9000",
                "10.0.0.7:9000",
                "example.com:9000",
                "127.0.0.1.example.com:80"
            })
    void an_address_that_others_reach_requires_a_token(String address) {
        assertThatThrownBy(() -> AdminOption.of(address, null, HERE))
                .isInstanceOf(UsageException.class)
                .hasMessage("--admin " + address
                        + ": other machines can reach this address, \"--admin-token\" is required");

        assertThat(AdminOption.of(address, "secret", HERE).remote()).isTrue();
    }

    @Test
    void a_unix_socket_has_no_link() {
        AdminOption option = AdminOption.of("unix:/run/x", null, HERE);

        assertThat(option.link("unix:/run/x")).isEqualTo("unix:/run/x, token " + option.token());
    }

    @Test
    void a_given_token_is_not_printed() {
        assertThat(AdminOption.of("9000", "secret", HERE).link("http://localhost:9000/"))
                .isEqualTo("http://localhost:9000/");
    }

    @Test
    void the_file_of_a_token_is_relative_to_the_working_directory() {
        assertThat(AdminOption.of("9000", "file:a/token", HERE).token()).isEqualTo("file:" + HERE.resolve("a/token"));
    }

    @Test
    void a_token_that_no_header_can_carry_is_refused() {
        assertThatThrownBy(() -> AdminOption.of("9000", "a b", HERE)).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> AdminOption.of("9000", "$host", HERE)).isInstanceOf(UsageException.class);
    }

    @Test
    void a_token_without_an_address_is_refused() {
        assertThatThrownBy(() -> AdminOption.of(null, "secret", HERE))
                .isInstanceOf(UsageException.class)
                .hasMessage("option \"--admin-token\" requires \"--admin\"");
    }
}
