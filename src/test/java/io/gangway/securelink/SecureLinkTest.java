package io.gangway.securelink;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RunningSite;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code secure_link} and its older form. Links are created as in nginx's documentation. */
class SecureLinkTest {
    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                location /link/ { secure_link $arg_h; secure_link_md5 "$uri secret"; return 200 "[$secure_link]"; }
                location /until/ {
                    secure_link $arg_h,$arg_e;
                    secure_link_md5 "$arg_e$uri secret";
                    return 200 "[$secure_link][$secure_link_expires]";
                }
                location /first/ {
                    secure_link $arg_h,$arg_e;
                    secure_link_md5 "$arg_e$uri secret";
                    return 200 "[$secure_link_expires][$secure_link]";
                }
                location /without-md5/ { secure_link $arg_h; return 200 "[$secure_link]"; }
                location /absent/ { return 200 "[$secure_link]"; }
                location /p/ {
                    secure_link_secret word;
                    if ($secure_link = "") { return 403; }
                    rewrite ^ /secure/$secure_link;
                }
                location /secure/ { internal; return 200 $uri; }
                location /outer/ {
                    secure_link_secret word;
                    location /outer/same/ { return 200 "[$secure_link]"; }
                    location /outer/md5/ { secure_link $arg_h; secure_link_md5 "$uri secret"; return 200 "[$secure_link]"; }
                }
            }
            """;

    private static final String FUTURE = "4102444800";
    private static final String PAST = "1262304000";

    @RegisterExtension
    static final RunningSite site = RunningSite.of(CONFIG);

    private static String body(String target) throws IOException {
        return site.get(target).body();
    }

    private static byte[] md5(String text) throws Exception {
        return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String base64(String text) throws Exception {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(md5(text));
    }

    private static String hex(String text) throws Exception {
        return HexFormat.of().formatHex(md5(text));
    }

    @Test
    void a_right_hash_gives_1() throws Exception {
        assertThat(body("/link/a?h=" + base64("/link/a secret"))).isEqualTo("[1]");
    }

    @ParameterizedTest
    @CsvSource({"=, [1]", "==, [1]", "=xx, []", "A, []", "AAA, []"})
    void padding_is_allowed_and_more_than_24_characters_are_not(String more, String result) throws Exception {
        assertThat(body("/link/a?h=" + base64("/link/a secret") + more)).isEqualTo(result);
    }

    @Test
    void a_hash_of_something_else_gives_nothing() throws Exception {
        String hash = base64("/link/a secret");

        assertThat(body("/link/b?h=" + hash)).isEqualTo("[]");
        assertThat(body("/link/a?h=" + hash.substring(1))).isEqualTo("[]");
        assertThat(body("/link/a?h=****")).isEqualTo("[]");
        assertThat(body("/link/a?h=")).isEqualTo("[]");
        assertThat(body("/link/a")).isEqualTo("[]");
    }

    @Test
    void a_link_that_has_not_expired_gives_1() throws Exception {
        String hash = base64(FUTURE + "/until/a secret");

        assertThat(body("/until/a?h=" + hash + "&e=" + FUTURE)).isEqualTo("[1][" + FUTURE + "]");
    }

    @Test
    void a_link_that_has_expired_gives_0() throws Exception {
        String hash = base64(PAST + "/until/a secret");

        assertThat(body("/until/a?h=" + hash + "&e=" + PAST)).isEqualTo("[0][" + PAST + "]");
    }

    @Test
    void a_changed_time_gives_nothing() throws Exception {
        String hash = base64(PAST + "/until/a secret");

        assertThat(body("/until/a?h=" + hash + "&e=" + FUTURE)).isEqualTo("[][" + FUTURE + "]");
    }

    @ParameterizedTest
    @CsvSource({"x", "0", "-1", "1x", "''"})
    void a_time_that_is_no_positive_number_gives_nothing(String time) throws Exception {
        String hash = base64(time + "/until/a secret");

        assertThat(body("/until/a?h=" + hash + "&e=" + time)).isEqualTo("[][]");
    }

    @Test
    void the_time_is_unknown_until_the_link_is_checked() throws Exception {
        String hash = base64(FUTURE + "/first/a secret");

        assertThat(body("/first/a?h=" + hash + "&e=" + FUTURE)).isEqualTo("[][1]");
    }

    @ParameterizedTest
    @CsvSource({"/without-md5/?h=x", "/absent/"})
    void without_both_directives_the_variable_is_empty(String target) throws Exception {
        assertThat(body(target)).isEqualTo("[]");
    }

    @Test
    void the_older_form_gives_the_link_after_the_hash() throws Exception {
        assertThat(body("/p/" + hex("linkword") + "/link")).isEqualTo("/secure/link");
        assertThat(body("/p/" + hex("linkword").toUpperCase(Locale.ROOT) + "/link"))
                .isEqualTo("/secure/link");
        assertThat(body("/p/" + hex("a/b%20c?d=eword") + "/a/b%20c?d=e")).isEqualTo("/secure/a/b%20c?d=e");
    }

    @Test
    void the_older_form_refuses_a_wrong_hash() throws Exception {
        for (String target : new String[] {
            "/p/" + hex("linkword") + "/other", "/p/" + hex("word") + "/", "/p/link", "/p/0/link", "/p/"
        }) {
            assertThat(site.get(target).status()).as(target).isEqualTo(403);
        }
    }

    @Test
    void a_secret_is_inherited_unless_the_level_has_the_newer_form() throws Exception {
        assertThat(body("/outer/" + hex("linkword") + "/link")).contains("404");
        assertThat(body("/outer/same/a")).isEqualTo("[]");
        assertThat(body("/outer/md5/a?h=" + base64("/outer/md5/a secret"))).isEqualTo("[1]");
    }

    @Test
    void in_http_the_newer_form_hides_a_secret() throws Exception {
        String config = "secure_link_secret word; secure_link $arg_h; secure_link_md5 $uri;"
                + " server { listen 127.0.0.1:%{port}; return 200 \"[$secure_link]\"; }";
        try (Site other = Site.of(config);
                GangwayServer server = GangwayServer.start(other)) {
            assertThat(RawHttp.get(server.port(), "/a?h=" + base64("/a")).body())
                    .isEqualTo("[1]");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server { secure_link_secret a; secure_link b; } | [emerg] \"secure_link_secret\" cannot be mixed with \"secure_link\" and \"secure_link_md5\" in nginx.conf:4",
                "secure_link $a; | [emerg] unknown \"a\" variable",
                "secure_link a; secure_link b; | [emerg] \"secure_link\" directive is duplicate in nginx.conf:3",
                "secure_link_md5; | [emerg] invalid number of arguments in \"secure_link_md5\" directive in nginx.conf:3",
            })
    void wrong_arguments_are_named(String directives, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directives + " server { listen 127.0.0.1:18080; }"))
                .containsExactly(message);
    }
}
