package io.gangway.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MissingRootsTest {
    private static final String SITE = """
            events {}
            http {
                root html;
                server {
                    listen 127.0.0.1:%{port};
                    root missing;
                    location /again { root %{dir}/missing/; }
                    location /other { root other; }
                    location /alias/ { alias %{dir}/none/; }
                    location /file { alias %{dir}/no-file; }
                    location /listing/ { autoindex on; }
                    location /tried { try_files $uri $uri/ =418; }
                    location /host { root /srv/$host; }
                    location ~ ^/p/(.*) { alias %{dir}/p/$1/; }
                }
            }
            """;

    @Test
    void each_missing_root_is_reported_once_with_its_line() throws IOException {
        try (Site site = Site.of(SITE).file("html/page", "");
                GangwayServer server = GangwayServer.start(site)) {
            assertThat(server.gangway().warnings())
                    .containsExactly(
                            warning(site, "root", "missing", 6),
                            warning(site, "root", "other", 8),
                            warning(site, "alias", "none/", 9));
        }
    }

    @Test
    void requests_get_404_as_in_nginx() throws IOException {
        try (Site site = Site.of(SITE);
                GangwayServer server = GangwayServer.start(site)) {
            for (String target : new String[] {"/", "/a", "/a/", "/again", "/alias/", "/alias/a", "/listing/"}) {
                assertThat(RawHttp.get(server.port(), target).status())
                        .as(target)
                        .isEqualTo(404);
            }
            assertThat(RawHttp.get(server.port(), "/tried").status()).isEqualTo(418);
        }
    }

    @Test
    void a_root_created_later_is_served_without_a_warning() throws IOException {
        try (Site site = Site.of(SITE);
                GangwayServer server = GangwayServer.start(site)) {
            assertThat(server.gangway().warnings()).hasSize(4);
            site.file("missing/a", "a").file("html/a", "").file("other/a", "").file("none/a", "");
            assertThat(RawHttp.get(server.port(), "/a").body()).isEqualTo("a");
            server.reload();
            assertThat(server.gangway().warnings()).isEmpty();
        }
    }

    private static String warning(Site site, String directive, String directory, int line) {
        return "the directory of \"" + directive + "\" does not exist: \""
                + site.dir().resolve(directory) + (directory.endsWith("/") ? "/" : "") + "\" in " + site.conf() + ":"
                + line;
    }
}
