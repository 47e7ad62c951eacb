package io.gangway.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The paths of {@code --proxy}, as in the table of docs/dev.md. */
class RouteTest {
    @ParameterizedTest(name = "{0}=http://backend{1} passes {2} on as {3}")
    @CsvSource(nullValues = "-", emptyValue = "", textBlock = """
                    /api,  '',    /api,           /api
                    /api,  '',    /api?b=c,       /api?b=c
                    /api,  '',    /api/a,         /api/a
                    /api,  '',    /api/a%20b?c=d, /api/a%20b?c=d
                    /api,  '',    /apiary,        -
                    /api,  '',    /ap,            -
                    /api,  /,     /api,           /
                    /api,  /,     /api?b=c,       /?b=c
                    /api,  /,     /api/,          /
                    /api,  /,     /api/a,         /a
                    /api,  /,     /apiary,        -
                    /api,  /v1,   /api,           /v1
                    /api,  /v1,   /api/a,         /v1/a
                    /api,  /v1/,  /api,           /v1/
                    /api,  /v1/,  /api/a,         /v1/a
                    /api/, '',    /api/a,         /api/a
                    /api/, /,     /api/a,         /a
                    /api/, /v1,   /api/a,         /v1/a
                    /api/, /v1/,  /api/a,         /v1/a
                    /api/, /v1/,  /apiary,        -
                    /,     '',    /a,             /a
                    /,     /base, /a,             /base/a
                    /,     /base, /,              /base/
                    """)
    void whole_segments_are_replaced(String path, String uri, String target, String passed) throws IOException {
        try (ScriptedUpstream backend = ScriptedUpstream.start(Script.body("there"));
                RunningDev dev = RunningDev.start("--proxy", path + "=http://" + backend.address() + uri)) {
            int status = RawHttp.get(dev.port(), target).status();

            if (passed == null) {
                assertThat(status).isEqualTo(404);
                assertThat(backend.requests()).isEmpty();
            } else {
                assertThat(status).isEqualTo(200);
                assertThat(backend.lastRequest().target()).isEqualTo(passed);
            }
        }
    }

    @Test
    void a_path_without_the_slash_is_redirected() throws IOException {
        try (RunningDev dev = RunningDev.start("--proxy", "/api/=http://127.0.0.1:1")) {
            assertThat(RawHttp.get(dev.port(), "/api").status()).isEqualTo(301);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --proxy /api=http://h?x     | "--proxy /api=http://h?x": expected PATH=URL, for example /api=http://localhost:8080
                    --proxy /api=http://me@h    | "--proxy /api=http://me@h": expected PATH=URL, for example /api=http://localhost:8080
                    --proxy /a=http://127.0.0.1 --ws /a/=ws://127.0.0.1 | --ws /a/: this path is given twice
                    --proxy /a=http://no-such-host.invalid | "--proxy /a=http://no-such-host.invalid": host "no-such-host.invalid" not found
                    --root . --proxy /=http://127.0.0.1:1 | --proxy /: matches every path, so nothing of --root . would be served
                    """)
    void a_wrong_route_is_an_error(String options, String message) {
        assertThatThrownBy(() -> DevOptions.parse(options.split(" ")))
                .isInstanceOf(DevUsageException.class)
                .hasMessage(message);
    }

    @Test
    void a_remote_backend_gets_its_own_name() {
        String text = new DevConfiguration(
                        DevOptions.parse("--proxy", "/a=http://127.0.0.1:1", "--proxy", "/b=https://192.0.2.1:8443"),
                        8080,
                        null)
                .block()
                .toString();

        assertThat(text)
                .contains("map $backend $backend_host {\n        default $http_host;\n"
                        + "        https://192.0.2.1:8443 192.0.2.1:8443;\n")
                .contains("proxy_set_header Host $backend_host;")
                .contains("proxy_ssl_server_name on;");
    }
}
