package io.gangway.lint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.conf.Parser;
import org.junit.jupiter.api.Test;

class LintTreeTest {
    @Test
    void a_directive_applies_to_the_levels_below_until_one_has_its_own() {
        LintTree tree = tree("""
                add_header A a;
                server {
                    location /a { return 200; }
                    location /b { add_header B b; if ($arg_x) { return 201; } }
                }
                """);

        assertThat(tree.all("return"))
                .extracting(node -> node.effective("add_header", "").toString())
                .containsExactly("A", "B");
    }

    @Test
    void a_server_of_an_upstream_is_not_a_virtual_server() {
        LintTree tree = tree("upstream a { server b; } server { listen 80; }");

        assertThat(tree.servers()).hasSize(1);
        assertThat(tree.upstream("A")).isPresent();
    }

    @Test
    void lines_of_a_map_are_data() {
        LintTree tree = tree("map $a $b { default x; server y; }");

        assertThat(tree.all("server", "default")).isEmpty();
        assertThat(tree.definitions("b")).hasSize(1);
    }

    @Test
    void a_location_is_chosen_as_nginx_does() {
        LintNode server = tree("""
                server {
                    location = /a { }
                    location /a { location ~ deep$ { } }
                    location ^~ /b { }
                    location ~ \\.php$ { }
                    location ~* PHP$ { }
                    location /abc { }
                }
                """).servers().get(0);

        assertThat(chosen(server, "/a")).isEqualTo("location = /a {");
        assertThat(chosen(server, "/ab")).isEqualTo("location /a {");
        assertThat(chosen(server, "/abcd")).isEqualTo("location /abc {");
        assertThat(chosen(server, "/a.php")).isEqualTo("location ~ \\.php$ {");
        assertThat(chosen(server, "/aphp")).isEqualTo("location ~* PHP$ {");
        assertThat(chosen(server, "/a/deep")).isEqualTo("location ~ deep$ {");
        assertThat(chosen(server, "/b.php")).isEqualTo("location ^~ /b {");
        assertThat(chosen(server, "/x")).isEqualTo("none");
        assertThat(LocationChoice.inOrder(server).get(0).toString()).isEqualTo("location = /a {");
        assertThat(LocationChoice.inOrder(server).get(1).toString()).isEqualTo("location /abc {");
    }

    @Test
    void a_modifier_may_be_joined_to_its_pattern() {
        LintTree tree = tree("server { location =/a { } location ~*x { } location @n { } location ^~/y { } }");

        assertThat(tree.locations())
                .extracting(location -> location.match().orElseThrow())
                .containsExactly(
                        new LocationMatch(LocationMatch.Kind.EXACT, "/a"),
                        new LocationMatch(LocationMatch.Kind.CASELESS_REGEX, "x"),
                        new LocationMatch(LocationMatch.Kind.NAMED, "@n"),
                        new LocationMatch(LocationMatch.Kind.FINAL_PREFIX, "/y"));
    }

    @Test
    void variables_are_found_in_a_text() {
        assertThat(VariableNames.in("a$b/${c}d$1x$")).containsExactly("b", "c", "1");
    }

    private static String chosen(LintNode server, String uri) {
        return LocationChoice.of(server, uri).map(LintNode::toString).orElse("none");
    }

    private static LintTree tree(String text) {
        return new LintTree(Parser.text("nginx.conf", text));
    }
}
