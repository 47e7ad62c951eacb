package io.gangway.emptygif;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RunningSite;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code empty_gif}. */
class EmptyGifTest {
    @RegisterExtension
    static final RunningSite site = RunningSite.of("""
                server {
                    listen 127.0.0.1:%{port};
                    location /gif { empty_gif; location /gif/inner { root %{dir}; } }
                    location /closed { deny all; empty_gif; }
                    location /typed { empty_gif; default_type text/plain; expires 1h; }
                }
                """);

    @Test
    void the_image_is_one_transparent_pixel() throws Exception {
        RawResponse response = site.get("/gif");

        assertThat(response.statusLine()).isEqualTo("HTTP/1.1 200 OK");
        assertThat(response.field("Content-Type")).isEqualTo("image/gif");
        assertThat(response.field("Content-Length")).isEqualTo("43");
        assertThat(response.field("Last-Modified")).isEqualTo("Mon, 28 Sep 1970 06:00:00 GMT");
        assertThat(response.field("ETag")).isNull();
        var image = ImageIO.read(new ByteArrayInputStream(response.body().getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(image.getWidth()).isOne();
        assertThat(image.getHeight()).isOne();
        assertThat(image.getRGB(0, 0) >>> 24).isZero();
    }

    @Test
    void the_bytes_are_those_of_nginx() throws Exception {
        assertThat(site.get("/gif").body())
                .isEqualTo("GIF89a\1\0\1\0\u0080\1\0\0\0\0\u00ff\u00ff\u00ff!\u00f9\4\1\0\0\1\0,\0\0\0\0\1\0\1\0\0"
                        + "\2\2L\1\0;");
    }

    @Test
    void head_has_the_same_fields_and_no_body() throws Exception {
        RawResponse head = site.send(RawHttp.request("HEAD", "/gif"));

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.field("Content-Length")).isEqualTo("43");
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"POST", "PUT", "DELETE", "OPTIONS"})
    void other_methods_are_not_allowed(String method) throws Exception {
        assertThat(site.send(RawHttp.request(method, "/gif")).status()).isEqualTo(405);
    }

    @Test
    void a_client_that_has_the_image_gets_304() throws Exception {
        assertThat(site.get("/gif", "If-Modified-Since: Mon, 28 Sep 1970 06:00:00 GMT")
                        .status())
                .isEqualTo(304);
        assertThat(site.get("/gif", "If-Modified-Since: Mon, 28 Sep 1970 06:00:01 GMT")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_range_is_ignored() throws Exception {
        RawResponse response = site.get("/gif", "Range: bytes=0-2");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).hasSize(43);
    }

    @Test
    void inner_locations_do_not_inherit_the_handler() throws Exception {
        assertThat(site.get("/gif/inner").status()).isEqualTo(404);
    }

    @Test
    void access_rules_come_first() throws Exception {
        assertThat(site.get("/closed").status()).isEqualTo(403);
    }

    @Test
    void the_type_is_fixed_and_other_fields_may_be_added() throws Exception {
        RawResponse response = site.get("/typed");

        assertThat(response.field("Content-Type")).isEqualTo("image/gif");
        assertThat(response.field("Cache-Control")).isEqualTo("max-age=3600");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server { location / { empty_gif on; } } | [emerg] invalid number of arguments in \"empty_gif\" directive in nginx.conf:3",
                "empty_gif;                              | [emerg] \"empty_gif\" directive is not allowed here in nginx.conf:3",
            })
    void it_takes_no_argument_and_is_allowed_in_a_location(String directives, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directives)).containsExactly(message);
    }
}
