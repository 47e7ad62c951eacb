package io.gangway.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The target below the context path. */
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
    void is_what_follows_it_as_raw_as_it_came(String context, String uri, String target) {
        assertThat(ServletHead.below(context, uri)).isEqualTo(target);
    }
}
