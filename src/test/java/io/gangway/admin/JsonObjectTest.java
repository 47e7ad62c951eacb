package io.gangway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {
    @Test
    void members_have_the_types_of_json() throws JsonException {
        assertThat(
                        JsonObject.parse(
                                " {\"a\": \"x\\n\\u00e9\\\"\\/\", \"b\":-12,\"c\":1.5e1,\"d\":true , \"e\":false,\"f\":null}\r\n"))
                .containsExactly(
                        entry("a", "x\n\u00e9\"/"),
                        entry("b", -12L),
                        entry("c", 15.0),
                        entry("d", true),
                        entry("e", false),
                        entry("f", null));
        assertThat(JsonObject.parse("{}")).isEmpty();
        assertThat(JsonObject.parse("{\"class\":\"java.lang.Runtime\"}")).containsOnlyKeys("class");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":\"x",
                "{\"a\":\"x\"",
                "{\"a\":1,}",
                "{\"a\":1}{",
                "{a:1}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":1.}",
                "{\"a\":NaN}",
                "{\"a\":tru}",
                "{\"a\":123456789012345678901234567890}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "[1]",
                "\"a\"",
                "// x\n{}"
            })
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> JsonObject.parse(text))
                .isInstanceOfSatisfying(
                        JsonException.class, e -> assertThat(e.isNested()).isFalse());
    }

    @Test
    void a_nested_value_is_told_apart_and_not_followed() {
        for (String value : new String[] {"{}", "[1]", "[".repeat(60_000)}) {
            assertThatThrownBy(() -> JsonObject.parse("{\"a\":" + value))
                    .isInstanceOfSatisfying(
                            JsonException.class, e -> assertThat(e.isNested()).isTrue());
        }
    }
}
