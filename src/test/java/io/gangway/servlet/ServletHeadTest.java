package io.gangway.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The request target relative to the context path. */
class ServletHeadTest {
    @ParameterizedTest
    @CsvSource({
        "'', /a/b, /a/b",
        "'', /, /",
        "/app, /app/a, /a",
        "/app, /app/, /",
        "/app, /app, /",
        "/app, /app//a/../%2f;x, //a/../%2f;x",
        "/app, /%61pp/a, /a",
        "/app, /%61pp, /",
        "/two/parts, /two/p%61rts/a/b, /a/b",
        "'', *, *",
    })
    void the_target_is_the_raw_text_after_the_context_path(String context, String uri, String target) {
        assertThat(ServletHead.below(context, uri)).isEqualTo(target);
    }
}
