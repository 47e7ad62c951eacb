package io.gangway.gzip;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RunningSite;
import io.gangway.testing.Script;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which responses {@code gzip}, {@code gzip_static} and {@code gunzip} change. */
class GzipSettingsTest {
    private static final String PAGE = "a page that is long enough ".repeat(10);

    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                root %{dir}/html;
                types { text/html html; text/css css; }
                default_type text/plain;
                gzip on;
                location / { }
                location /css/ { alias %{dir}/html/; gzip_types text/css; }
                location /any/ { alias %{dir}/html/; gzip_types *; }
                location /long/ { alias %{dir}/html/; gzip_min_length 1000; }
                location /vary/ { alias %{dir}/html/; gzip_vary on; }
                location /old/ { alias %{dir}/html/; gzip_http_version 1.0; }
                location /agent/ { alias %{dir}/html/; gzip_disable "^Old"; }
                location /any-proxy/ { alias %{dir}/html/; gzip_proxied any; }
                location /404 { return 404; }
                location /410 { default_type text/html; return 410 "%PAGE%"; }
                location /static/ { alias %{dir}/static/; gzip off; gzip_static on; }
                location /always/ { alias %{dir}/static/; gzip off; gzip_static always; gunzip on; }
                location /back/ { proxy_pass http://%{backend}; gzip_types *; }
                location /gunzip/ { proxy_pass http://%{backend}; gzip off; gunzip on; }
            }
            """.replace("%PAGE%", PAGE);

    @RegisterExtension
    final RunningSite site = RunningSite.of(CONFIG)
            .backend(Script.body("backend"))
            .file("html/a.html", PAGE)
            .file("html/a.css", PAGE)
            .file("html/a.txt", PAGE)
            .file("html/short.html", "0123456789012345678")
            .file("html/20.html", "01234567890123456789")
            .file("static/a.html", "plain")
            .file("static/a.html.gz", gzipped("packed"));

    private static byte[] gzipped(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String gunzipped(String body) throws IOException {
        return new String(
                new GZIPInputStream(new ByteArrayInputStream(body.getBytes(StandardCharsets.ISO_8859_1)))
                        .readAllBytes(),
                StandardCharsets.ISO_8859_1);
    }

    private RawResponse get(String target, String... fields) throws IOException {
        String[] all = Arrays.copyOf(fields, fields.length + 1);
        all[fields.length] = "Accept-Encoding: gzip";
        return site.get(target, all);
    }

    @Test
    void a_compressed_response_has_no_length_and_a_weak_tag() throws Exception {
        RawResponse response = get("/a.html");

        assertThat(response.field("Content-Encoding")).isEqualTo("gzip");
        assertThat(response.field("Content-Length")).isNull();
        assertThat(response.field("Accept-Ranges")).isNull();
        assertThat(response.field("Vary")).isNull();
        assertThat(response.field("ETag")).isEqualTo("W/\"6968bf6e-10e\"");
        assertThat(gunzipped(response.body())).isEqualTo(PAGE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip              | gzip",
                "GZIP              | gzip",
                "deflate, gzip     | gzip",
                "gzip;q=0.1        | gzip",
                "gzip;q=0          | ",
                "deflate           | ",
                "x-gzip            | ",
                "*                 | "
            })
    void the_client_must_accept_gzip(String accepted, String coding) throws Exception {
        assertThat(site.get("/a.html", "Accept-Encoding: " + accepted).field("Content-Encoding"))
                .isEqualTo(coding);
    }

    @ParameterizedTest
    @CsvSource({
        "/a.css, ",
        "/a.txt, ",
        "/css/a.css, gzip",
        "/css/a.html, gzip",
        "/any/a.txt, gzip",
        "/short.html, ",
        "/20.html, gzip",
        "/long/a.html, ",
        "/404, gzip",
        "/410, "
    })
    void type_length_and_status_decide(String target, String coding) throws Exception {
        assertThat(get(target).field("Content-Encoding")).isEqualTo(coding);
    }

    @Test
    void vary_is_sent_whether_or_not_the_response_is_compressed() throws Exception {
        assertThat(get("/vary/a.html").field("Vary")).isEqualTo("Accept-Encoding");
        assertThat(site.get("/vary/a.html").field("Vary")).isEqualTo("Accept-Encoding");
        assertThat(get("/vary/a.txt").field("Vary")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"/a.html, ", "/old/a.html, gzip"})
    void a_client_of_http_1_0_needs_a_setting(String target, String coding) throws Exception {
        assertThat(RawHttp.send(
                                site.port(),
                                "GET " + target + " HTTP/1.0\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n")
                        .field("Content-Encoding"))
                .isEqualTo(coding);
    }

    @Test
    void a_browser_may_be_left_out() throws Exception {
        assertThat(get("/agent/a.html", "User-Agent: Old 1").field("Content-Encoding"))
                .isNull();
        assertThat(get("/agent/a.html", "User-Agent: New 1").field("Content-Encoding"))
                .isEqualTo("gzip");
    }

    @ParameterizedTest
    @CsvSource({"/a.html, ", "/any-proxy/a.html, gzip"})
    void a_request_of_a_proxy_needs_a_setting(String target, String coding) throws Exception {
        assertThat(get(target, "Via: 1.1 proxy").field("Content-Encoding")).isEqualTo(coding);
    }

    @Test
    void a_response_with_a_coding_of_its_own_is_left_alone() throws Exception {
        site.backend().respond(Script.response(200, PAGE, "Content-Encoding: br", "Content-Type: text/html"));
        RawResponse response = get("/back/");

        assertThat(response.field("Content-Encoding")).isEqualTo("br");
        assertThat(response.body()).isEqualTo(PAGE);
    }

    @Test
    void a_compressed_file_beside_the_plain_one_is_served() throws Exception {
        RawResponse response = get("/static/a.html");

        assertThat(response.field("Content-Encoding")).isEqualTo("gzip");
        assertThat(response.field("Content-Type")).isEqualTo("text/html");
        assertThat(gunzipped(response.body())).isEqualTo("packed");
        assertThat(site.get("/static/a.html").body()).isEqualTo("plain");
    }

    @Test
    void gunzip_unpacks_a_file_for_a_client_that_does_not_accept_gzip() throws Exception {
        RawResponse response = site.get("/always/a.html");

        assertThat(response.field("Content-Encoding")).isNull();
        assertThat(response.body()).isEqualTo("packed");
        assertThat(get("/always/a.html").field("Content-Encoding")).isEqualTo("gzip");
    }

    @Test
    void gunzip_unpacks_the_response_of_a_backend() throws Exception {
        String body = new String(gzipped(PAGE), StandardCharsets.ISO_8859_1);
        site.backend().respond(Script.response(200, body, "Content-Encoding: gzip"));
        RawResponse response = site.get("/gunzip/");

        assertThat(response.field("Content-Encoding")).isNull();
        assertThat(response.field("Content-Length")).isNull();
        assertThat(response.body()).isEqualTo(PAGE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip_comp_level 10; | [emerg] value must be between 1 and 9 in nginx.conf:3",
                "gzip_types text/html; | [warn] duplicate MIME type \"text/html\" in nginx.conf:3",
                "gzip_proxied some; | [emerg] invalid value \"some\" in nginx.conf:3",
                "gzip_static maybe; | [emerg] invalid value \"maybe\" in nginx.conf:3",
                "gzip_disable (; | [emerg] pcre2_compile() failed: missing closing parenthesis in \"(\" in nginx.conf:3",
            })
    void wrong_arguments_are_named(String directives, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directives)).containsExactly(message);
    }
}
