package io.gangway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void written_json_can_be_read() {
        Map<String, Object> fields = Json.object(
                "text",
                "\"\\/\b\f\n\r\t\u0000\u007f\u2028é😀",
                "number",
                -12.5,
                "yes",
                true,
                "no",
                false,
                "none",
                null);
        assertThat(Json.readFlat(Json.write(fields))).isEqualTo(fields);
    }

    @Test
    void lists_and_objects_are_written_in_order() {
        assertThat(Json.write(Json.object("list", List.of(1, "two", List.of()), "object", Map.of())))
                .isEqualTo("{\"list\":[1,\"two\",[]],\"object\":{}}");
    }

    @Test
    void white_space_and_escapes_are_read() {
        assertThat(Json.readFlat(" { \"a\\u0041\\/\" : 1.50 ,\n\"b\":\"\\n\"\t} "))
                .isEqualTo(Json.object("aA/", 1.5, "b", "\n"));
        assertThat(Json.readFlat("{}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "}",
                "[]",
                "1",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{\"a\":1}x",
                "{a:1}",
                "{\"a\":01}",
                "{\"a\":1e9}",
                "{\"a\":NaN}",
                "{\"a\":.5}",
                "{\"a\":{}}",
                "{\"a\":[]}",
                "{\"a\":\"",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u00g0\"}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\u00",
                "{\"a\" 1}",
                "{\"a\":1 \"b\":2}"
            })
    void invalid_json_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.readFlat(text));
    }
}
