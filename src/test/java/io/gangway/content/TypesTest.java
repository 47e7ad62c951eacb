package io.gangway.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypesTest {
    private final Types types = new Types(Map.of("html", "text/html", "gz", "application/gzip"), "text/plain");

    @ParameterizedTest
    @CsvSource({
        "/a.html, text/html",
        "/A.HTML, text/html",
        "/a.tar.gz, application/gzip",
        "/a.b/c, text/plain",
        "/.html, text/plain",
        "/x/.html, text/plain",
        "/x/.a.html, text/html",
        "/a., text/plain",
        "/a.none, text/plain",
        "/, text/plain",
    })
    void a_uri_has_the_type_of_its_extension(String uri, String expected) {
        assertThat(types.of(uri)).isEqualTo(expected);
    }
}
