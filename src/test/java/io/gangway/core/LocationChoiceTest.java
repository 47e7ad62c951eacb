package io.gangway.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which {@code location} serves a request. */
class LocationChoiceTest {
    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                location / { return 200 root; }
                location = / { return 200 "exact root"; }
                location = /exact { return 200 exact; }
                location /prefix { return 200 prefix; }
                location /prefix/longer { return 200 longer; }
                location ^~ /static/ { return 200 static; }
                location ~ \\.php$ { return 200 "first expression"; }
                location ~ \\.p { return 200 "second expression"; }
                location ~* \\.(jpe?g|png)$ { return 200 "image $1"; }
                location ~ ^/named/(?<user>[^/]+)/(.*)$ { return 200 "$user $1 $2"; }
                location /outer/ {
                    location /outer/inner/ { return 200 inner; }
                    location ~ \\.tx { return 200 "inner expression"; }
                    return 200 outer;
                }
                location "/with space" { return 200 space; }
                location /try { try_files /none @named; }
                location @named { return 200 "named location of $uri"; }
                location /internal { internal; return 200 internal; }
                location /to-internal { rewrite ^ /internal last; }
            }
            server { listen 127.0.0.1:%{port:slashes}; merge_slashes off; location /a/b { return 200 merged; } location / { return 200 $uri; } }
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

    private static String body(String target) throws IOException {
        return RawHttp.get(site.port(), target).body();
    }

    @ParameterizedTest
    @CsvSource({"/, exact root", "/?a=b, exact root", "/exact, exact", "/exact/more, root", "/exacto, root"})
    void an_exact_location_matches_the_whole_path(String target, String location) throws Exception {
        assertThat(body(target)).isEqualTo(location);
    }

    @ParameterizedTest
    @CsvSource({"/prefix, prefix", "/prefixed, prefix", "/prefix/longer/x, longer", "/Prefix, root"})
    void the_longest_prefix_wins(String target, String location) throws Exception {
        assertThat(body(target)).isEqualTo(location);
    }

    @ParameterizedTest
    @CsvSource({
        "/prefix/a.php, first expression",
        "/a.pl, second expression",
        "/a.JPeG, image JPeG",
        "/static/a.php, static",
        "/named/me/a/b, me me a/b"
    })
    void the_first_regex_wins_over_a_prefix(String target, String location) throws Exception {
        assertThat(body(target)).isEqualTo(location);
    }

    @ParameterizedTest
    @CsvSource({
        "/outer/x, outer",
        "/outer/inner/x, inner",
        "/outer/a.txt, inner expression",
        "/outer/a.php, first expression"
    })
    void nested_locations_are_searched_first(String target, String location) throws Exception {
        assertThat(body(target)).isEqualTo(location);
    }

    @ParameterizedTest
    @CsvSource({
        "/%70refix, prefix",
        "/with%20space, space",
        "//prefix///longer, longer",
        "/x/../prefix/./longer, longer",
        "/prefix%2Flonger, longer",
        "/prefix#/longer, prefix"
    })
    void the_normalized_path_is_matched(String target, String location) throws Exception {
        assertThat(body(target)).isEqualTo(location);
    }

    @Test
    void a_named_location_is_only_reached_internally() throws Exception {
        assertThat(body("/try")).isEqualTo("named location of /try");
        assertThat(body("/@named")).isEqualTo("root");
    }

    @Test
    void an_internal_location_is_not_found_by_clients() throws Exception {
        assertThat(RawHttp.get(site.port(), "/internal").status()).isEqualTo(404);
        assertThat(body("/to-internal")).isEqualTo("internal");
    }

    @Test
    void merging_of_slashes_can_be_disabled() throws Exception {
        assertThat(RawHttp.get(site.port("slashes"), "/a//b").body()).isEqualTo("/a//b");
    }

    @Test
    void the_longest_of_many_prefixes_wins() throws Exception {
        Random random = new Random(19);
        Set<String> prefixes = new TreeSet<>(Set.of("/"));
        while (prefixes.size() < 300) {
            prefixes.add(path(random, 5));
        }
        List<String> shuffled = new ArrayList<>(prefixes);
        Collections.shuffle(shuffled, random);
        String locations = shuffled.stream()
                .map(prefix -> "location " + prefix + " { return 200 " + prefix + "; }\n")
                .collect(Collectors.joining());

        try (Site many = Site.of("server { listen 127.0.0.1:%{port};\n" + locations + "}");
                GangwayServer ignored = GangwayServer.start(many)) {
            for (int i = 0; i < 300; i++) {
                String uri = path(random, 8);
                String expected = prefixes.stream()
                        .filter(uri::startsWith)
                        .max(Comparator.comparing(String::length))
                        .orElseThrow();
                assertThat(RawHttp.get(many.port(), uri).body()).as(uri).isEqualTo(expected);
            }
        }
    }

    private static String path(Random random, int max) {
        StringBuilder path = new StringBuilder("/a");
        for (int length = random.nextInt(max); length > 0; length--) {
            path.append("ab-0".charAt(random.nextInt(4)));
        }
        return path.toString();
    }
}
