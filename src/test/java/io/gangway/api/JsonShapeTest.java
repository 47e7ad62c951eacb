package io.gangway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.eclipse.jetty.util.ajax.JSON;
import org.junit.jupiter.api.Test;

/** The checker itself finds what is wrong. */
class JsonShapeTest {
    private static List<String> wrong(String shape, String json) {
        return JsonShape.wrong(shape, new JSON().fromJSON(json));
    }

    @Test
    void what_fits_is_not_reported() {
        assertThat(wrong("{a int, b? text, c {* bool}, d [{e time}]}", """
                {"a":1,"c":{"x":true,"y":false},"d":[{"e":"2026-01-02T03:04:05.678Z"}]}""")).isEmpty();
        assertThat(wrong("[int]", "[]")).isEmpty();
        assertThat(wrong("{* {a int}}", "{}")).isEmpty();
    }

    @Test
    void each_fault_is_reported_with_its_path() {
        assertThat(wrong("{a int, b text, c {* {d int}}, e [int], f time}", """
                {"a":"1","c":{"x":{"d":true}},"e":[1,"2"],"f":"2026-01-02T03:04:05Z","g":1}"""))
                .containsExactlyInAnyOrder(
                        ".a is no int: 1",
                        ".b is missing",
                        ".c.x.d is no int: true",
                        ".e[1] is no int: 2",
                        ".f is no time: 2026-01-02T03:04:05Z",
                        ".g is unknown");
        assertThat(wrong("{a int}", "[1]")).hasSize(1);
        assertThat(wrong("[int]", "{}")).hasSize(1);
        assertThat(wrong("{a {b int}, c int}", "{\"a\":1,\"c\":2}")).containsExactly(".a is no object: 1");
    }
}
