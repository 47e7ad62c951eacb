package io.gangway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** If nginx's message contains no file and line, the hint does, and explains the error. */
class ErrorPlacesTest {
    private static final String LISTEN = "listen 127.0.0.1:18080;\n";

    @TempDir
    private Path directory;

    private ConfException refused(String text) throws IOException {
        Path file = directory.resolve("nginx.conf");
        Files.createDirectories(directory.resolve("logs"));
        Files.writeString(directory.resolve("text"), "no certificate\n");
        Files.writeString(file, text);
        return catchThrowableOfType(
                ConfException.class,
                () -> Configuration.ofModules()
                        .load(new Environment(directory, file, null, ""))
                        .generation()
                        .close());
    }

    private String plain(String text) {
        return text == null ? null : text.replace(directory + "/", "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "return 200 $urii;                                      | unknown \"urii\" variable | ; did you mean \"$uri\"?",
                "if ($nothing_like_it) { }                              | unknown \"nothing_like_it\" variable |",
                "proxy_set_header A $hots;                              | unknown \"hots\" variable | ; did you mean \"$host\"?",
                "charset $chars;                                        | unknown \"chars\" variable |",
                "access_log none/a.log;                                 | open() \"none/a.log\" failed (2: No such file or directory) |",
                "error_log none/a.log;                                  | open() \"none/a.log\" failed (2: No such file or directory) |",
                "limit_req zone=nowhere;                                | zero size shared memory zone \"nowhere\" | ; no zone of that name is declared",
                "charset koi8-r; source_charset utf-8;                  | no \"charset_map\" between the charsets \"utf-8\" and \"koi8-r\" |",
                "valid_referers none;                                   | the \"none\" or \"blocked\" referers are specified in the \"valid_referers\" directive without any valid referer |",
                "ssl_certificate text;                                  | no \"ssl_certificate_key\" is defined for certificate \"text\" |",
                "include .;                                             | pread() \".\" failed (21: Is a directory) |",
            })
    void the_hint_contains_the_line(String directive, String message, String more) throws IOException {
        ConfException error = refused("events {}\nhttp {\nserver {\n" + LISTEN + directive + "\n}\n}\n");
        assertThat(plain(error.getMessage())).isEqualTo(message);
        assertThat(plain(error.hint())).isEqualTo("it is in nginx.conf:5" + (more == null ? "" : more));
        assertThat(plain(error.toString())).contains("it is in nginx.conf:5");
    }

    @Test
    void a_missing_certificate_is_explained() throws IOException {
        ConfException error =
                refused("events {}\nhttp {\nserver {\nlisten 127.0.0.1:18080 ssl;\nssl_certificate none.pem;\n"
                        + "ssl_certificate_key none.key;\n}\n}\n");
        assertThat(plain(error.getMessage())).startsWith("cannot load certificate \"none.pem\": BIO_new_file() failed");
        assertThat(plain(error.hint())).isEqualTo("it is in nginx.conf:5; there is no such file");
    }

    @Test
    void a_file_without_a_certificate_is_explained() throws IOException {
        ConfException error = refused("events {}\nhttp {\nssl_certificate text;\nssl_certificate_key text;\nserver {\n"
                + "listen 127.0.0.1:18080 ssl;\n}\n}\n");
        assertThat(plain(error.hint()))
                .isEqualTo(
                        "it is in nginx.conf:3; the file holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
    }

    @Test
    void a_missing_certificate_of_the_proxy_is_explained() throws IOException {
        ConfException error =
                refused("events {}\nhttp {\nproxy_ssl_verify on;\nproxy_ssl_trusted_certificate none.pem;\n"
                        + "server {\nlisten 127.0.0.1:18080;\nlocation / { proxy_pass https://127.0.0.1:1; }\n}\n}\n");
        assertThat(plain(error.getMessage())).startsWith("cannot load certificate \"none.pem\"");
        assertThat(plain(error.hint())).isEqualTo("it is in nginx.conf:4; there is no such file");
    }

    @Test
    void an_invalid_server_name_has_the_line_of_its_server() throws IOException {
        ConfException error = refused("events {}\nhttp {\nserver {\n" + LISTEN + "server_name a;\n}\nserver {\n"
                + LISTEN + "server_name b c a.*.b;\n}\n}\n");
        assertThat(error).hasMessage("invalid server name or wildcard \"a.*.b\" on 127.0.0.1:18080");
        assertThat(plain(error.hint())).isEqualTo("it is in nginx.conf:9");
    }

    @Test
    void a_missing_block_is_suggested() throws IOException {
        ConfException error = refused("http { }\n");
        assertThat(error).hasMessage("no \"events\" section in configuration");
        assertThat(plain(error.hint())).isEqualTo("add \"events {}\" to nginx.conf");
    }

    @Test
    void an_upstream_error_has_the_line_of_its_block() throws IOException {
        ConfException error = refused("events {}\nhttp {\nupstream u {\nzone z 1m;\nserver localhost:1 resolve;\n}\n"
                + "server {\n" + LISTEN + "}\n}\n");
        assertThat(plain(error.getMessage()))
                .isEqualTo("no resolver defined to resolve names at run time in upstream \"u\" in nginx.conf:3");
    }
}
