package io.gangway.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Files and generated responses in every servlet container. */
interface WarFiles {
    War war();

    @Test
    default void the_front_end_is_served_as_nginx_serves_files() throws IOException {
        RawResponse page = war().get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).isEqualTo("<!doctype html><div id=app></div>");
        assertThat(page.field("Content-Type")).isEqualTo("text/html");
        assertThat(page.fields().all("Date")).hasSize(1);
        assertThat(page.fields().all("Server")).hasSize(1);
        assertThat(page.field("Server")).startsWith("gangway/");

        assertThat(war().get("/", "If-None-Match: " + page.field("ETag")).status())
                .isEqualTo(304);
        RawResponse part = war().get("/index.html", "Range: bytes=2-8");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("doctype");
        RawResponse missing = war().get("/none");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.body()).contains("<center><h1>404 Not Found</h1></center>");
    }

    @Test
    default void a_large_file_arrives() throws IOException {
        try (RawConnection client = war().client()) {
            RawResponse file = client.send(RawHttp.request("GET", "/big.bin")).read();
            assertThat(file.field("Content-Length")).isEqualTo("3000000");
            assertThat(file.body()).isEqualTo(War.latin1(War.bytes(3_000_000)));
        }
        try (RawConnection client = war().client()) {
            RawResponse head = client.send(RawHttp.request("HEAD", "/big.bin")).read("HEAD");
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.field("Content-Length")).isEqualTo("3000000");
        }
    }

    @Test
    default void targets_arrive_unchanged() throws IOException {
        assertThat(war().get("/facts/%2Fa//b;x/../%25%5C?q=%20&", "X: gr\u00fc\u00c3\u00bcn")
                        .body())
                .isEqualTo("/facts/%2Fa//b;x/../%25%5C?q=%20&|/facts/a/%\\|q=%20&|http|"
                        + war().container().port() + "|gr\u00fc\u00c3\u00bcn|localhost");
    }

    @Test
    default void the_host_chooses_the_server() throws IOException {
        assertThat(RunningExample.get(war().container().port(), "other.example", "/")
                        .body())
                .isEqualTo("other");
    }

    @Test
    default void redirects_lead_back_to_the_container() throws IOException {
        assertThat(war().get("/moved").field("Location"))
                .isEqualTo("http://localhost:" + war().container().port() + "/facts");
    }

    @Test
    default void locations_below_a_context_path_work_as_at_the_root() throws IOException {
        assertThat(war().get("/below/").body()).isEqualTo("below");
        RawResponse withoutSlash = war().get("/below?a=b");
        // Jetty does this by itself
        assertThat(withoutSlash.status()).isEqualTo(war().kind().isTomcat() ? 302 : 301);
        assertThat(withoutSlash.field("Location")).endsWith("/below/?a=b");
        assertThat(war().get("/below/hello/you").body()).isEqualTo("/hello/you");
        assertThat(war().get("/below/moved").field("Location"))
                .isEqualTo("http://localhost:" + war().container().port() + "/below/hello");
        assertThat(war().get("/below/sub").field("Location"))
                .isEqualTo("http://localhost:" + war().container().port() + "/below/sub/");
    }

    @Test
    default void responses_without_a_body_have_none() throws IOException {
        RawResponse nothing = war().get("/nothing");
        if (war().kind().isTomcat()) {
            assertThat(nothing.status()).isEqualTo(444);
            assertThat(nothing.body()).isEmpty();
        } else {
            assertThat(nothing).isNull();
        }
    }
}
