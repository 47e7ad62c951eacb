package io.gangway.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueErrorsTest {
    @ParameterizedTest
    @CsvSource({"on, true", "ON, true", "off, false", "Off, false"})
    void flags_are_read_in_any_case(String text, boolean expected) {
        assertThat(FlagValue.read(node("sendfile " + text + ";"))).isEqualTo(expected);
    }

    @Test
    void the_error_for_a_wrong_flag_names_on_and_off() {
        assertThatThrownBy(() -> FlagValue.read(node("sendfile yes;")))
                .hasMessage("invalid value \"yes\" in \"sendfile\" directive, it must be \"on\" or \"off\" in f:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1k", "\"\"", "9223372036854775808"})
    void a_number_consists_of_digits(String text) {
        assertThatThrownBy(() -> NumberValue.read(node("worker_connections " + text + ";")))
                .hasMessage("\"worker_connections\" directive invalid number in f:1");
    }

    @Test
    void the_error_for_a_number_out_of_range_names_the_range() {
        assertThat(NumberValue.read(node("gzip_comp_level 9;"), 1, 9)).isEqualTo(9);
        assertThatThrownBy(() -> NumberValue.read(node("gzip_comp_level 10;"), 1, 9))
                .hasMessage("value must be between 1 and 9 in f:1");
        assertThatThrownBy(() -> NumberValue.read(node("keepalive_requests 0;"), 1, Long.MAX_VALUE))
                .hasMessage("value must be equal to or greater than 1 in f:1");
    }

    @Test
    void a_choice_is_read_in_any_case_and_the_error_names_the_value() {
        Map<String, Integer> choices = Map.of("off", 0, "build", 1);

        assertThat(ChoiceValue.read(node("server_tokens BUILD;"), choices)).isEqualTo(1);
        assertThatThrownBy(() -> ChoiceValue.read(node("server_tokens x;"), choices))
                .hasMessage("invalid value \"x\" in f:1");
    }

    @Test
    void buffers_have_a_number_and_a_size() {
        assertThat(BuffersValue.read(node("proxy_buffers 8 4k;"))).isEqualTo(new BuffersValue(8, 4096));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 4k", "8 0", "x 4k", "8 4x", "8 1g"})
    void buffers_of_size_zero_are_refused(String args) {
        assertThatThrownBy(() -> BuffersValue.read(node("proxy_buffers " + args + ";")))
                .hasMessage("\"proxy_buffers\" directive invalid value in f:1");
    }

    @Test
    void errors_about_a_directive_have_nginx_wording_and_line() {
        Node plain = node("listen\n80;");
        Node block = node("server\n{\n}");

        assertThat(ConfErrors.unknown(plain, "a hint"))
                .hasMessage("unknown directive \"listen\" in f:2")
                .extracting(ConfException::hint)
                .isEqualTo("a hint");
        assertThat(ConfErrors.notAllowedHere(plain)).hasMessage("\"listen\" directive is not allowed here in f:2");
        assertThat(ConfErrors.duplicate(plain)).hasMessage("\"listen\" directive is duplicate in f:2");
        assertThat(ConfErrors.argumentCount(plain))
                .hasMessage("invalid number of arguments in \"listen\" directive in f:2");
        assertThat(ConfErrors.invalidParameter(plain, "x")).hasMessage("invalid parameter \"x\" in f:2");
        assertThat(ConfErrors.noOpening(plain)).hasMessage("directive \"listen\" has no opening \"{\" in f:2");
        assertThat(ConfErrors.notTerminated(block))
                .hasMessage("directive \"server\" is not terminated by \";\" in f:2");
        assertThat(ConfErrors.atClose(block, "no servers")).hasMessage("no servers in f:3");
    }

    private static Node node(String text) {
        Tree tree = Parser.text("f", text);
        tree.throwFailure();
        return tree.nodes().get(0);
    }
}
