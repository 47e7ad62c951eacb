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

/** Errors for directives that Gangway does not support. */
class AbsentDirectivesTest {
    private static final String READ_ON = "see \"Not supported\" in docs/differences.md";

    private final Configuration configuration = Configuration.ofModules();

    @TempDir
    private Path directory;

    private ConfException refused(String directive) {
        return catchThrowableOfType(ConfException.class, () -> load("events {}\nhttp {\n" + directive + "\n}\n"));
    }

    private void load(String text) throws IOException {
        Path file = directory.resolve("nginx.conf");
        Files.writeString(file, text);
        configuration.load(new Environment(directory, file, null, ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "memcached_pass a:1;     | \"memcached_pass\" directive is not supported by Gangway | the memcached protocol is not supported:",
                "} stream { } http {     | \"stream\" directive is not supported by Gangway | proxying of plain TCP and UDP is not supported:",
                "mail { }                | \"mail\" directive is not supported by Gangway | proxying of mail is not supported:",
                "load_module a.so;       | \"load_module\" directive is not supported by Gangway | loading modules of nginx is not supported:",
                "lua_code_cache on;      | unknown directive \"lua_code_cache\" | Lua (OpenResty) is not supported:",
                "js_import a.js;         | unknown directive \"js_import\" | JavaScript (njs) is not supported:",
                "geoip_country a.dat;    | \"geoip_country\" directive is not supported by Gangway | the GeoIP module (try \"geo\") is not supported:",
                "geoip2 a.mmdb { }       | unknown directive \"geoip2\" | the GeoIP2 module (try \"geo\") is not supported:",
                "geoip2_proxy 10.0.0.1;  | unknown directive \"geoip2_proxy\" | the GeoIP2 module (try \"geo\") is not supported:",
                "zstd on;                | unknown directive \"zstd\" | Zstandard compression is not supported:",
            })
    void the_second_line_names_the_feature_and_the_documentation(String directive, String message, String what) {
        ConfException error = refused(directive);
        assertThat(error).hasMessage(message + " in " + directory.resolve("nginx.conf") + ":3");
        assertThat(error.hint())
                .isEqualTo((what.isEmpty() ? READ_ON : what + " " + READ_ON) + "; run with --lenient to leave it out");
    }

    @Test
    void the_documentation_lists_what_is_not_supported() throws IOException {
        String differences = Files.readString(Path.of("docs/differences.md"));
        assertThat(differences)
                .contains("\n## Not supported\n")
                .contains("| memcached, mail, `stream` | out of scope |");
        assertThat(Files.readString(Path.of("README.md")))
                .contains("HTTP, WebSocket, gRPC, FastCGI, uwsgi and SCGI only. No mail or `stream`");
    }
}
