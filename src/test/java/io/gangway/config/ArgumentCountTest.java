package io.gangway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong number of arguments: nginx's message, and the syntax as a hint. */
class ArgumentCountTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            http { proxy_read_timeout 1s 2s; } ! proxy_read_timeout ! syntax: proxy_read_timeout time;
            http { root; }                     ! root               ! syntax: root path;
            http { server { location / { internal on; } } } ! internal ! syntax: internal;
            http { map $a { } }                ! map                ! syntax: map string $variable { ... }
            http { server { return; } }        ! return             ! syntax: return code [text]; or return code URL; or return URL;
            http { upstream u { server; } }    ! server             ! syntax: server address [weight=number] [max_conns=number] [max_fails=number] [fail_timeout=time] [slow_start=time] [route=string] [backup] [down] [drain] [resolve] [service=name];
            http { websocket_max_age 1h 1m 1s; } ! websocket_max_age ! syntax: websocket_max_age time [jitter=time];
            include a b;                       ! include            ! syntax: include file | mask;
            """)
    void the_hint_contains_the_syntax(String text, String name, String syntax) throws IOException {
        Path file = Files.writeString(directory.resolve("nginx.conf"), "events {}\n" + text);

        ConfException e = catchThrowableOfType(
                ConfException.class, () -> Configuration.ofModules().load(new Environment(directory, file, null, "")));

        assertThat(e).hasMessage("invalid number of arguments in \"" + name + "\" directive in " + file + ":2");
        assertThat(e.hint()).isEqualTo(syntax);
    }
}
