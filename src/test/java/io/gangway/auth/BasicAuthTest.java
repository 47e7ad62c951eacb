package io.gangway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code auth_basic} and {@code auth_basic_user_file}. */
class BasicAuthTest {
    /** Every password is "secret". The hashes were made by openssl passwd. */
    private static final String USERS = """
            # users
            plain:{PLAIN}secret
            sha:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=
            ssha:{SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSv5zYWx0
            apr1:$apr1$saltsalt$LrttParrLPdxvgutaSXWJ0
            md5:$1$saltsalt$9xy1btjgzLYfb7hivXtC//
            sha256:$5$saltsalt$0IyaXrmV7.sGNS6tirgqHLqX/G.FBvgkYA.lpPdS5sA
            sha512:$6$saltsalt$TVLlQcbpFVof5W3Yz4DTP6gRstiNuHwwTt6GLc1E5n0U0aDehy0S5knV8wiOQSpT0Y77vwPZN.Pq.H91p5hVO1
            comment:{PLAIN}secret:more
            empty:
            """;

    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                root %{dir}/html;
                auth_basic "closed to $arg_who";
                auth_basic_user_file %{dir}/users;
                location /open/ { auth_basic off; alias %{dir}/html/; }
                location /user/ { alias %{dir}/html/; add_header X-User $remote_user; }
                location /missing/ { alias %{dir}/html/; auth_basic_user_file %{dir}/none; }
                location /variable/ { alias %{dir}/html/; auth_basic_user_file %{dir}/$arg_file; }
            }
            """;

    private static Site site;
    private static GangwayServer gangway;

    @BeforeAll
    static void start() throws IOException {
        site = Site.create().file("html/a", "a").file("users", USERS).config(CONFIG);
        gangway = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        gangway.close();
        site.close();
    }

    private static String basic(String credentials) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static int status(String target, String... fields) throws IOException {
        return RawHttp.get(site.port(), target, fields).status();
    }

    private static void awaitLog(String text) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Files.readString(site.dir().resolve("nginx.conf.log")))
                        .contains(text));
    }

    @Test
    void a_request_without_credentials_gets_a_challenge() throws Exception {
        RawResponse response = RawHttp.get(site.port(), "/a?who=you");

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.field("WWW-Authenticate")).isEqualTo("Basic realm=\"closed to you\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sha", "ssha", "apr1", "md5", "sha256", "sha512", "comment"})
    void the_right_password_allows_access(String user) throws Exception {
        assertThat(status("/a", basic(user + ":secret"))).isEqualTo(200);
        assertThat(status("/a", basic(user + ":Secret"))).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody:secret",
                "empty:",
                "empty:secret",
                "plain",
                "plain:",
                ":secret",
                "plai:secret",
                "# users:"
            })
    void wrong_credentials_are_refused(String credentials) throws Exception {
        assertThat(status("/a", basic(credentials))).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization: basic cGxhaW46c2VjcmV0, 200",
        "Authorization: Basic   cGxhaW46c2VjcmV0, 200",
        "Authorization: Bearer cGxhaW46c2VjcmV0, 401",
        "Authorization: Basic *, 401",
        "Authorization: Basic, 401"
    })
    void the_field_is_read_as_nginx_reads_it(String field, int status) throws Exception {
        assertThat(status("/a", field)).isEqualTo(status);
    }

    @Test
    void off_allows_access_to_an_inner_location() throws Exception {
        assertThat(status("/open/a")).isEqualTo(200);
    }

    @Test
    void the_name_of_the_user_is_a_variable() throws Exception {
        assertThat(RawHttp.get(site.port(), "/user/a", basic("plain:secret")).field("X-User"))
                .isEqualTo("plain");
    }

    @Test
    void a_missing_user_file_refuses_everyone() throws Exception {
        assertThat(status("/missing/a", basic("plain:secret"))).isEqualTo(403);
        awaitLog("/none\" failed (2: No such file or directory)");
    }

    @Test
    void a_variable_may_name_the_user_file() throws Exception {
        assertThat(status("/variable/a?file=users", basic("plain:secret"))).isEqualTo(200);
    }

    @Test
    void an_unknown_user_and_a_wrong_password_are_logged() throws Exception {
        status("/a", basic("nobody:x"));
        status("/a", basic("plain:x"));

        awaitLog("user \"nobody\" was not found in \"" + site.dir() + "/users\"");
        awaitLog("user \"plain\": password mismatch");
    }

    @Test
    void the_user_file_is_read_for_each_request() throws Exception {
        site.file("changing", "a:{PLAIN}one\n");
        assertThat(status("/variable/a?file=changing", basic("a:one"))).isEqualTo(200);
        site.file("changing", "a:{PLAIN}two\n");
        assertThat(status("/variable/a?file=changing", basic("a:one"))).isEqualTo(401);
        assertThat(status("/variable/a?file=changing", basic("a:two"))).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auth_basic a; auth_basic b; | [emerg] \"auth_basic\" directive is duplicate in nginx.conf:3",
                "auth_basic;                 | [emerg] invalid number of arguments in \"auth_basic\" directive in nginx.conf:3",
                "auth_basic $none;           | [emerg] unknown \"none\" variable",
                "auth_delay soon;            | [emerg] \"auth_delay\" directive invalid value in nginx.conf:3",
            })
    void wrong_arguments_are_named(String directives, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directives)).containsExactly(message);
    }
}
