package io.gangway.userid;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RunningSite;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cookies that identify clients. */
class UseridTest {
    private static final String COOKIE = "AQAAf2NlZmdoaWprbG1ubw";

    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port} http2;
                error_log %{dir}/error.log info;
                location / { return 200 "$uid_got|$uid_set"; }
                location /log { userid log; return 200 "$uid_got|$uid_set"; }
                location /on { userid on; return 200 "$uid_got|$uid_set"; }
                location /v1 { userid v1; userid_name v; userid_service 7; return 200 "$uid_got|$uid_set"; }
                location /mark { userid on; userid_mark m; userid_path /p; userid_domain d.example; userid_p3p x;
                    userid_expires 1h; userid_flags secure samesite=lax; return 200 "$uid_got|$uid_set"; }
                location /max { userid on; userid_mark m; userid_expires max; return 404; }
                location /late { userid on; userid_mark m; userid_expires 20000d; return 200 x; }
                location /reset { userid on; set $uid_reset log; return 200 "$uid_got|$uid_set"; }
            }
            """;

    @RegisterExtension
    static final RunningSite SITE = RunningSite.of(CONFIG);

    private static RawResponse get(String target, String cookie) throws IOException {
        return SITE.get(target, "Cookie: uid=" + cookie);
    }

    @Test
    void a_client_without_a_cookie_gets_one_that_it_is_known_by() throws Exception {
        RawResponse first = SITE.get("/on");
        String cookie = first.field("Set-Cookie");
        assertThat(cookie).matches("uid=fwAAAW[A-Za-z0-9+/]{16}==; path=/");
        String value = cookie.substring(4, 28);
        String id = first.body().substring(1);
        assertThat(id).matches("uid=0100007F[0-9A-F]{24}");
        RawResponse second = get("/on", value);
        assertThat(second.field("Set-Cookie")).isNull();
        assertThat(second.body()).isEqualTo(id + "|");
    }

    @Test
    void no_two_identifiers_are_equal() throws Exception {
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            all.add(SITE.get("/on").field("Set-Cookie"));
            all.add(SITE.get("/v1").field("Set-Cookie"));
        }
        assertThat(all).hasSize(600);
    }

    @Test
    void version_1_begins_with_the_service() throws Exception {
        assertThat(SITE.get("/v1").body()).matches("\\|v=00000007[0-9A-F]{22}01");
    }

    @Test
    void a_cookie_without_the_mark_is_set_again_with_all_attributes() throws Exception {
        RawResponse response = get("/mark", COOKIE + "==");
        assertThat(response.field("Set-Cookie"))
                .matches("uid=" + COOKIE + "m=; expires=\\w{3}, \\d\\d-\\w{3}-\\d\\d \\d\\d:\\d\\d:\\d\\d GMT; "
                        + "domain=d.example; path=/p; secure; samesite=lax");
        assertThat(response.field("P3P")).isEqualTo("x");
        assertThat(get("/mark", COOKIE + "m=").field("Set-Cookie")).isNull();
    }

    @Test
    void years_after_2037_have_four_digits() throws Exception {
        assertThat(get("/max", COOKIE).field("Set-Cookie"))
                .isEqualTo("uid=" + COOKIE + "m=; expires=Thu, 31-Dec-37 23:55:55 GMT; path=/");
        assertThat(get("/late", COOKIE).field("Set-Cookie"))
                .matches("uid=" + COOKIE + "m=; expires=\\w{3}, \\d\\d-\\w{3}-20[89]\\d .*");
    }

    @ParameterizedTest
    @CsvSource({
        "AQAAf2NlZmdoaWprbG1ub, client sent too short userid cookie \"uid=AQAAf2NlZmdoaWprbG1ub\"",
        "AQAAf2NlZmdoaWprbG1#bw, client sent invalid userid cookie \"uid=AQAAf2NlZmdoaWprbG1#bw\""
    })
    void a_bad_cookie_is_logged(String cookie, String logged) throws Exception {
        assertThat(get("/log", cookie).body()).isEqualTo("|");
        assertThat(Files.readString(SITE.dir().resolve("error.log"))).contains(logged);
    }

    @Test
    void a_reset_gives_a_new_one_and_is_logged() throws Exception {
        assertThat(get("/reset", COOKIE).body())
                .matches("uid=7F000001676665636B6A69686F6E6D6C\\|uid=0100007F[0-9A-F]{24}");
        assertThat(Files.readString(SITE.dir().resolve("error.log")))
                .contains("userid cookie \"uid=7F000001676665636B6A69686F6E6D6C\" was reset");
    }

    @Test
    void off_knows_no_identifier() throws Exception {
        assertThat(get("/", COOKIE).body()).isEqualTo("|");
        assertThat(get("/log", COOKIE).body()).isEqualTo("uid=7F000001676665636B6A69686F6E6D6C|");
    }

    @Test
    void a_client_of_http2_gets_a_cookie_too() throws Exception {
        try (Http2Peer peer = Http2Peer.connect(SITE.port())) {
            int stream = peer.open(true, ":method: GET", ":scheme: http", ":path: /on", ":authority: localhost");
            assertThat(peer.response(stream).head()).anyMatch(field -> field.startsWith("set-cookie: uid="));
        }
    }
}
