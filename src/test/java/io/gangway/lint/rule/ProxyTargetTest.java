package io.gangway.lint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.conf.Parser;
import org.junit.jupiter.api.Test;

class ProxyTargetTest {
    @Test
    void a_url_has_host_port_and_uri() {
        assertThat(ProxyTarget.of("http://app:8080/api/")).isEqualTo(new ProxyTarget("app", "8080", "/api/"));
        assertThat(ProxyTarget.of("HTTPS://app")).isEqualTo(new ProxyTarget("app", "", ""));
        assertThat(ProxyTarget.of("http://[::1]:8080/")).isEqualTo(new ProxyTarget("[::1]", "8080", "/"));
        assertThat(ProxyTarget.of("http://unix:/run/app.sock:/api"))
                .isEqualTo(new ProxyTarget("unix:/run/app.sock", "", "/api"));
    }

    @Test
    void a_variable_can_be_the_uri_or_any_other_part() {
        assertThat(ProxyTarget.of("http://app:8080$request_uri"))
                .isEqualTo(new ProxyTarget("app", "8080", "$request_uri"));
        assertThat(ProxyTarget.of("http://app$uri$is_args$args"))
                .isEqualTo(new ProxyTarget("app", "", "$uri$is_args$args"));
        assertThat(ProxyTarget.of("$scheme://$app:$port/x")).isEqualTo(new ProxyTarget("$app", "$port", "/x"));
        assertThat(ProxyTarget.of("$app")).isEqualTo(new ProxyTarget("$app", "", ""));
    }

    @Test
    void an_address_needs_no_look_up() {
        assertThat(ProxyTarget.of("http://127.0.0.1:80/").isAddress()).isTrue();
        assertThat(ProxyTarget.of("http://[::1]").isAddress()).isTrue();
        assertThat(ProxyTarget.of("http://unix:/run/app.sock").isAddress()).isTrue();
        assertThat(ProxyTarget.of("http://1.example.com").isAddress()).isFalse();
    }

    @Test
    void an_upstream_is_named_without_a_port() {
        LintTree tree = new LintTree(
                Parser.text("nginx.conf", "upstream app { server a; server b down; server c backup; server d; }"));

        assertThat(ProxyTarget.of("http://App/").upstream(tree))
                .hasValueSatisfying(
                        upstream -> assertThat(ProxyTarget.peers(upstream)).hasSize(2));
        assertThat(ProxyTarget.of("http://app:80/").upstream(tree)).isEmpty();
    }
}
