package io.gangway.api;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.Gangway;
import io.gangway.conf.ConfException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arguments and the places of {@code api}. */
class ApiDirectiveTest {
    @TempDir
    private Path directory;

    private void read(String server) throws IOException {
        Path file = Files.writeString(
                directory.resolve("nginx.conf"),
                "events {}\nerror_log stderr;\nhttp {\nserver { listen 127.0.0.1:80; " + server + " }\n}\n");
        Gangway.read(file).close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "location /api { api; }",
                "location /api/ { api write=off; }",
                "location ^~ /api { api write=on; }",
                "location = /api { api write=on token=x hosts=a.example.com,*.b.example.com remote=off; }",
                "location /api { limit_except GET { auth_basic x; auth_basic_user_file y; } api; }"
            })
    void it_is_allowed_in_locations_with_a_prefix(String server) {
        assertThatCode(() -> read(server)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "location /api { api write=maybe; }|invalid parameter \"write=maybe\"",
                "location /api { api on; }|invalid parameter \"on\"",
                "location /api { api; api; }|\"api\" directive is duplicate",
                "api;|\"api\" directive is not allowed here",
                "location ~ /api { api; }|\"api\" needs a location with a prefix",
                "location @api { api; }|\"api\" needs a location with a prefix"
            })
    void anything_else_is_an_error_with_its_line(String server, String message) {
        assertThatThrownBy(() -> read(server))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining(message)
                .hasMessageEndingWith("nginx.conf:4");
    }
}
