package io.gangway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SecurityPageTest {
    private static final Pattern NAMED = Pattern.compile("`([a-z0-9.]+)\\.(\\w+(?:Test|IT))`");

    @Test
    void every_named_test_exists() throws IOException {
        List<String> named = NAMED.matcher(Files.readString(Path.of("SECURITY.md")))
                .results()
                .map(match -> match.group(1).replace('.', '/') + "/" + match.group(2) + ".java")
                .toList();

        assertThat(named)
                .hasSizeGreaterThan(20)
                .allSatisfy(
                        file -> assertThat(Path.of("src/test/java/io/gangway").resolve(file))
                                .exists());
    }
}
