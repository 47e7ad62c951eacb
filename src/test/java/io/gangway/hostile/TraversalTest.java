package io.gangway.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No path leads out of the root, or out of an alias whose location ends with a slash. */
class TraversalTest {
    private static Site site;
    private static GangwayServer server;

    @BeforeAll
    static void start() throws IOException {
        site = Site.create()
                .file("secret.txt", "SECRET")
                .file("html/public.txt", "public")
                .file("html/sub/public.txt", "public")
                .file("other/public.txt", "public");
        site.config("server { listen %{port}; root %{dir}/html; "
                + "location /alias/ { alias %{dir}/other/; } "
                + "location /try/ { try_files $uri $uri/ /public.txt; } "
                + "location /list/ { alias %{dir}/html/sub/; autoindex on; } }");
        server = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        site.close();
    }

    static List<String> targets() {
        List<String> targets = new ArrayList<>();
        List<String> ups = List.of(
                "..", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "..;", "..%00", "...", "%c0%ae%c0%ae", "\u00c0\u00ae.");
        List<String> slashes = List.of("/", "//", "%2f", "%2F", "%5c", "\\", "%252f", "/./", "%c0%af");
        for (String prefix : List.of("/", "/sub/", "/alias/", "/alias", "/try/", "/list/")) {
            for (String up : ups) {
                for (String slash : slashes) {
                    targets.add(prefix + up + slash + "secret.txt");
                    targets.add(prefix + up + slash + up + slash + "secret.txt");
                }
            }
        }
        return targets;
    }

    @ParameterizedTest
    @MethodSource("targets")
    void no_spelling_leaves_the_root(String target) throws IOException {
        RawResponse response = RawHttp.get(server.port(), target);
        assertThat(response).isNotNull();
        assertThat(response.toString()).doesNotContain("SECRET").doesNotContain("secret.txt</a>");
        assertThat(response.status()).isIn(200, 400, 403, 404);
        if (response.status() == 200) {
            assertThat(response.body()).isEqualTo("public");
        }
    }
}
