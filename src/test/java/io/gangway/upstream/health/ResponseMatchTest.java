package io.gangway.upstream.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Script;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code match}: one condition each against one response. */
class ResponseMatchTest {
    private CheckedSite site;

    @BeforeEach
    void open() throws Exception {
        site = CheckedSite.create();
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    private void start(String conditions) throws Exception {
        site.start(
                "match m { " + conditions + " }",
                "server A; server B;",
                "health_check uri=/check match=m interval=10s passes=1;");
    }

    /** The response is {@code 200}, {@code X-One: abc}, {@code X-Two: 0} and {@code all is well}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status 200;                              | true",
                "status 201;                              | false",
                "status 500 201-299 200;                  | true",
                "status 100-199 201-600;                  | false",
                "status ! 500;                            | true",
                "status ! 200-299;                        | false",
                "status ! 404 200;                        | false",
                "header X-One;                            | true",
                "header x-one;                            | true",
                "header X-Three;                          | false",
                "header ! X-Three;                        | true",
                "header ! X-One;                          | false",
                "header X-One = abc;                      | true",
                "header X-One = ab;                       | false",
                "header X-Three = abc;                    | false",
                "header X-One != ab;                      | true",
                "header X-One != abc;                     | false",
                "header X-Three != abc;                   | true",
                "header X-One ~ ^a;                       | true",
                "header X-One ~ ^b;                       | false",
                "header X-One !~ ^b;                      | true",
                "header X-One !~ c$;                      | false",
                "header X-Three !~ c$;                    | true",
                "body ~ well;                             | true",
                "body ~ WELL;                             | false",
                "body !~ ill;                             | true",
                "body !~ ^all;                            | false",
                "status 200; header X-One; body ~ well;   | true",
                "status 200; header X-One; body ~ ill;    | false",
                "require $upstream_http_x_one;            | true",
                "require $upstream_http_x_two;            | false",
                "require $upstream_http_x_three;          | false",
                "require $upstream_http_x_one $upstream_status; | true",
                "''                                       | true",
            })
    void a_response_is_compared(String conditions, boolean passes) throws Exception {
        Script response = Script.response(200, "all is well", "X-One: abc", "X-Two: 0");
        site.a.respond(response);
        site.checkedB(response);
        start(conditions);
        if (passes) {
            site.awaitChecks(site.a, 1);
            site.advance(11);
            site.awaitChecks(site.a, 2);
            assertThat(site.log()).doesNotContain("unhealthy");
        } else {
            site.awaitLog("peer " + site.a.address() + " is unhealthy");
        }
    }

    @Test
    void a_map_may_decide() throws Exception {
        site.checkedB(Script.response(200, "", "X-Load: 97"));
        site.start(
                "map $upstream_http_x_load $calm { default 1; ~^9 0; } match m { require $calm; }",
                "server A; server B;",
                "health_check uri=/check match=m;");
        site.awaitLog("failed: the variable \"$calm\" is not set");
        site.awaitFour("aaaa");
    }

    @Test
    void the_first_256_kilobytes_of_a_body_are_looked_at() throws Exception {
        site.checkedB(Script.body("x".repeat(256 * 1024 - 2) + "ok"));
        site.a.respond(Script.body("x".repeat(256 * 1024 - 1) + "ok"));
        start("body ~ ok;");
        site.awaitLog("peer " + site.a.address() + " is unhealthy");
        assertThat(site.log()).doesNotContain("peer " + site.b.address());
    }

    @Test
    void an_endless_body_is_not_read_to_its_end() throws Exception {
        site.checkedB((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\n\r\n");
            while (true) {
                connection.send("x".repeat(8192));
            }
        });
        start("body ~ ok;");
        site.awaitLog("failed: the body does not match");
        CheckedSite.eventually(() -> assertThat(site.b.openConnections()).isZero());
    }

    @Test
    void a_body_in_chunks_is_decoded() throws Exception {
        site.a.respond(Script.chunked("al", "l is", " well"));
        site.checkedB(Script.chunked("al", "l is", " well").inSegmentsOf(1));
        start("body ~ '^all is well$';");
        site.awaitChecks(site.b, 1);
        site.advance(11);
        site.awaitChecks(site.b, 2);
        assertThat(site.log()).doesNotContain("unhealthy");
    }

    @Test
    void a_body_that_breaks_off_does_not_match() throws Exception {
        site.checkedB(Script.rawThenClose("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nall is well"));
        start("body ~ well;");
        site.awaitLog("failed: upstream prematurely closed connection");
    }

    @Test
    void a_body_that_breaks_off_within_a_chunk_does_not_match() throws Exception {
        site.checkedB(Script.rawThenClose("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nall is well"));
        start("body ~ well;");
        site.awaitLog("failed: upstream prematurely closed connection");
    }

    @Test
    void a_broken_chunk_does_not_match() throws Exception {
        site.checkedB(Script.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"));
        start("body ~ well;");
        site.awaitLog("peer " + site.b.address() + " is unhealthy, it was up: the health check of /check failed: "
                + "upstream sent invalid chunked response");
    }

    @Test
    void interim_responses_are_skipped() throws Exception {
        CompletableFuture<Void> later = new CompletableFuture<>();
        site.checkedB(Script.raw("HTTP/1.1 103 Early Hints\r\nX-One: no\r\n\r\n")
                .then(Script.response(200, "", "X-Two: yes").after(later)));
        start("header ! X-One; header X-Two;");
        site.awaitChecks(site.b, 1);
        later.complete(null);
        site.advance(11);
        site.awaitChecks(site.b, 2);
        assertThat(site.log()).doesNotContain("peer " + site.b.address());
    }
}
