package io.gangway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import io.gangway.testing.TestClock;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code auth_delay}: a 401 is held back. */
class AuthDelayTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "satisfy any; deny all;"})
    void a_401_is_delayed(String more) throws Exception {
        TestClock clock = TestClock.stopped();
        try (Site site = Site.create()
                        .file("passwords", "a:{PLAIN}secret")
                        .config("server { listen 127.0.0.1:%{port}; root %{dir}; error_log nginx.conf.log info;"
                                + " auth_basic closed; auth_basic_user_file passwords; auth_delay 2s; " + more
                                + " add_header X-Time $request_time always; }");
                GangwayServer gangway = GangwayServer.start(site, clock);
                RawConnection client = RawHttp.connect(site.port())) {
            client.send(RawHttp.request("GET", "/passwords", "Authorization: Basic YTp3cm9uZw=="));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(Files.readString(site.dir().resolve("nginx.conf.log")))
                            .contains("delaying unauthorized request"));
            clock.advance(1500);
            clock.advance(1500);

            var response = client.read();
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.field("X-Time")).isEqualTo("3.000");
            assertThat(response.field("WWW-Authenticate")).isEqualTo("Basic realm=\"closed\"");
            assertThat(RawHttp.get(site.port(), "/passwords", "Authorization: Basic YTpzZWNyZXQ=")
                            .status())
                    .isEqualTo(200);
        }
    }
}
