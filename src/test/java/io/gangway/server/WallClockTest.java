package io.gangway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.http.HttpDate;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.TestClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wall clock may be set while the server runs: dates follow it, durations do not. */
class WallClockTest {
    private static final long DAY = 86_400;

    private final TestClock clock = TestClock.running();

    private long second() {
        return clock.currentTimeMillis() / 1000;
    }

    @ParameterizedTest
    @ValueSource(longs = {-DAY, DAY})
    void dates_and_log_times_follow_the_wall_clock(long step) throws Exception {
        try (Site site = Site.of("log_format times '$msec $time_iso8601';"
                        + " server { listen 127.0.0.1:%{port}; access_log logs/times.log times; expires 1h;"
                        + " location / { return 200 $msec; } }");
                GangwayServer server = GangwayServer.start(site, clock)) {
            RawHttp.get(site.port(), "/");
            clock.adjustWallClock(Duration.ofSeconds(step));
            RawResponse response = RawHttp.get(site.port(), "/");

            assertNow(HttpDate.parse(response.field("Date")));
            assertNow(HttpDate.parse(response.field("Expires")) - 3600);
            assertNow((long) Double.parseDouble(response.body()));
            server.close();
            String[] logged = Files.readAllLines(site.dir().resolve("logs/times.log"))
                    .get(1)
                    .split(" ");
            assertNow((long) Double.parseDouble(logged[0]));
            assertNow(OffsetDateTime.parse(logged[1]).toEpochSecond());
        }
    }

    private void assertNow(long second) {
        assertThat(second).isBetween(second() - 60, second() + 60);
    }

    @Test
    void a_link_expires_by_the_new_time() throws Exception {
        try (Site site = Site.of("server { listen 127.0.0.1:%{port}; location / {"
                        + " secure_link $arg_md5,$arg_expires; secure_link_md5 \"$arg_expires$uri key\";"
                        + " return 200 \"<$secure_link>\"; } }");
                GangwayServer server = GangwayServer.start(site, clock)) {
            String link = link(second() + 3600);
            assertThat(RawHttp.get(site.port(), link).body()).isEqualTo("<1>");

            clock.adjustWallClock(Duration.ofHours(2));
            assertThat(RawHttp.get(site.port(), link).body()).isEqualTo("<0>");

            clock.adjustWallClock(Duration.ofHours(-2));
            assertThat(RawHttp.get(site.port(), link).body()).isEqualTo("<1>");
            assertThat(server.name()).isEqualTo("gangway");
        }
    }

    private static String link(long expires) throws Exception {
        byte[] md5 = MessageDigest.getInstance("MD5").digest((expires + "/a key").getBytes(StandardCharsets.US_ASCII));
        return "/a?md5=" + Base64.getUrlEncoder().withoutPadding().encodeToString(md5) + "&expires=" + expires;
    }

    @ParameterizedTest
    @ValueSource(longs = {-DAY, DAY})
    void upstream_times_ignore_the_wall_clock(long step) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch stepped = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((request, connection) -> {
                    asked.countDown();
                    stepped.await();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                Site site = Site.create().backend(upstream);
                GangwayServer server = GangwayServer.start(
                        site.config("log_format times '$request_time $upstream_header_time $upstream_response_time';"
                                + " server { listen 127.0.0.1:%{port}; access_log logs/times.log times;"
                                + " location / { proxy_pass http://%{backend}; } }"),
                        clock);
                RawConnection client = RawHttp.connect(site.port())) {
            client.send(RawHttp.request("GET", "/"));
            asked.await();
            clock.adjustWallClock(Duration.ofSeconds(step));
            stepped.countDown();
            assertThat(client.read().status()).isEqualTo(200);
            server.close();

            for (String time : Files.readString(site.dir().resolve("logs/times.log"))
                    .trim()
                    .split(" ")) {
                assertThat(Double.parseDouble(time)).isBetween(0.0, 60.0);
            }
        }
    }

    @Test
    void a_rate_limit_ignores_a_clock_that_was_set_back() throws IOException {
        try (Site site = Site.create().file("html/large", "x".repeat(4000));
                GangwayServer server = GangwayServer.start(
                        site.config("server { listen 127.0.0.1:%{port}; root html; limit_rate 1000; }"), clock);
                RawConnection client = RawHttp.connect(site.port())) {
            client.send(RawHttp.request("GET", "/large"));
            clock.adjustWallClock(Duration.ofDays(-1));
            server.advance(Duration.ofSeconds(2));
            server.advance(Duration.ofSeconds(2));
            server.advance(Duration.ofSeconds(2));
            assertThat(client.read().body()).hasSize(4000);
        }
    }
}
