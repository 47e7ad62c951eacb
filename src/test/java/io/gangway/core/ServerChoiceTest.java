package io.gangway.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which {@code server} serves a request: by address and port, then by name. */
class ServerChoiceTest {
    private static final String CONFIG = """
            server { listen 127.0.0.1:%{port}; server_name first; return 200 first; }
            server { listen 127.0.0.1:%{port}; server_name www.example.org; return 200 exact; }
            server { listen 127.0.0.1:%{port}; server_name *.example.org; return 200 front; }
            server { listen 127.0.0.1:%{port}; server_name *.sub.example.org; return 200 "longer front"; }
            server { listen 127.0.0.1:%{port}; server_name www.example.*; return 200 behind; }
            server { listen 127.0.0.1:%{port}; server_name .dot.test; return 200 dot; }
            server { listen 127.0.0.1:%{port}; server_name ~^(?<who>\\w+)\\.regex\\.test$; return 200 "expression $who"; }
            server { listen 127.0.0.1:%{port}; server_name ""; return 200 "no name"; }
            server { listen 127.0.0.1:%{port}; server_name one two; return 200 "$server_name $host $http_host"; }
            server { listen 127.0.0.1:%{port} default_server; server_name fallback; return 200 "default $host"; }
            server { listen 127.0.0.1:%{port:second}; server_name www.example.org; return 200 "other port"; }
            server { listen 127.0.0.1:%{port:second}; server_name last; return 200 last; }
            """;

    private static Site site;
    private static GangwayServer gangway;

    @BeforeAll
    static void start() throws IOException {
        site = Site.of(CONFIG);
        gangway = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        gangway.close();
        site.close();
    }

    private static String body(int port, String host) throws IOException {
        return RawHttp.send(port, "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                .body();
    }

    @ParameterizedTest
    @CsvSource({
        "www.example.org, exact",
        "WWW.Example.ORG, exact",
        "www.example.org:81, exact",
        "www.example.org., exact",
        "a.b.example.org, front",
        "a.sub.example.org, longer front",
        "example.org, default example.org",
        "www.example.co.uk, behind",
        "dot.test, dot",
        "a.b.dot.test, dot",
        "me.regex.test, expression me",
        "two, one two two",
        "TWO:80, one two TWO:80"
    })
    void the_most_specific_name_wins(String host, String server) throws Exception {
        assertThat(body(site.port(), host)).isEqualTo(server);
    }

    @Test
    void an_unknown_name_gets_the_default_server() throws Exception {
        assertThat(body(site.port(), "unknown")).isEqualTo("default unknown");
    }

    @Test
    void the_first_server_is_the_default() throws Exception {
        assertThat(body(site.port("second"), "unknown")).isEqualTo("other port");
        assertThat(body(site.port("second"), "last")).isEqualTo("last");
    }

    @Test
    void a_request_without_host_gets_the_server_without_name() throws Exception {
        assertThat(RawHttp.send(site.port(), "GET / HTTP/1.0\r\n\r\n").body()).isEqualTo("no name");
    }

    @Test
    void an_absolute_target_wins_over_the_field() throws Exception {
        assertThat(RawHttp.send(
                                site.port(),
                                "GET http://dot.test/ HTTP/1.1\r\nHost: first\r\nConnection: close\r\n\r\n")
                        .body())
                .isEqualTo("dot");
    }

    @ParameterizedTest
    @CsvSource({"a/b, 400", "'', 400", "a b, 400", "a..b, 400"})
    void an_invalid_host_is_refused(String host, int status) throws Exception {
        assertThat(RawHttp.send(site.port(), "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                        .status())
                .isEqualTo(status);
    }

    @Test
    void a_duplicate_name_is_ignored_with_a_warning() throws Exception {
        String server = "server { listen 127.0.0.1:18080; server_name a; } ";

        assertThat(ConfigurationCheck.messages(server + server))
                .containsExactly("[warn] conflicting server name \"a\" on 127.0.0.1:18080, ignored");
    }
}
