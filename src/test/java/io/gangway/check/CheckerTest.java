package io.gangway.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.gangway.conf.ConfException;
import io.gangway.report.Finding;
import io.gangway.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckerTest {
    @TempDir
    private Path directory;

    @Test
    void a_file_that_is_the_same_as_in_nginx_has_no_findings() throws IOException {
        Report report = check("events { } http { server { listen 80; location / { return 200; } } }");

        assertThat(report.findings()).isEmpty();
        assertThat(report.figures())
                .containsEntry("directives", 6L)
                .containsEntry("same", 6L)
                .containsEntry("runs", true);
    }

    @Test
    void all_directives_are_listed_on_request() throws IOException {
        assertThat(new Checker(true)
                        .check(file("events { } http { tcp_nopush on; }"))
                        .findings())
                .extracting(finding -> finding.rule() + " " + finding.message())
                .containsExactly(
                        "same \"events\": same as nginx",
                        "same \"http\": same as nginx",
                        "no_effect \"tcp_nopush\": Accepted, without effect");
    }

    @Test
    void each_directive_that_is_not_supported_is_listed() throws IOException {
        Report report = check("""
                load_module x.so;
                http {
                    zstd on;
                    server {
                        listen 443 quic;
                        location / { memcached_pass x; error_log memory:32m; }
                    }
                }
                stream { server { listen 1; } }
                """);

        assertThat(report.findings())
                .extracting(Finding::line, Finding::rule)
                .containsExactly(
                        tuple(1, "not_supported"),
                        tuple(3, "not_supported"),
                        tuple(5, "not_supported"),
                        tuple(6, "not_supported"),
                        tuple(6, "not_supported"),
                        tuple(9, "not_supported"));
        assertThat(report.findings().get(1).remedy()).startsWith("Zstandard compression is not supported");
        // everything inside of "stream" is not supported, too
        assertThat(report.figures()).containsEntry("not_supported", 8L).containsEntry("runs", false);
    }

    @Test
    void what_nginx_refuses_is_invalid() throws IOException {
        assertThat(check("http { prox_pass x; root; gzip maybe; server_name a; }")
                        .findings())
                .extracting(Finding::rule, Finding::message, Finding::remedy)
                .containsExactly(
                        tuple("invalid", "unknown directive \"prox_pass\"", "did you mean \"proxy_pass\"?"),
                        tuple("invalid", "invalid number of arguments in \"root\" directive", "syntax: root path;"),
                        tuple(
                                "invalid",
                                "invalid value \"maybe\" in \"gzip\" directive, it must be \"on\" or \"off\"",
                                ""),
                        tuple("invalid", "\"server_name\" directive is not allowed here", ""));
    }

    @Test
    void a_difference_concerns_only_the_arguments_that_differ() throws IOException {
        assertThat(check("""
                http {
                    ssl_protocols TLSv1.2 TLSv1.3;
                    server { ssl_protocols TLSv1 TLSv1.2; }
                    proxy_set_header Host $host;
                    proxy_set_header Origin $host;
                }
                """).findings())
                .extracting(Finding::line, Finding::rule)
                .containsExactly(tuple(3, "differs"), tuple(5, "differs"));
    }

    @Test
    void a_file_may_be_a_part_of_a_configuration() throws IOException {
        assertThat(check("upstream a { server b; } server { location / { proxy_pass http://a; } }")
                        .findings())
                .isEmpty();
        assertThat(check("location / { root /data; } listen 80; server_name a;").findings())
                .isEmpty();
        assertThat(check("proxy_set_header Host $host; proxy_set_header A b; internal;")
                        .findings())
                .isEmpty();
        assertThat(check("server { access_log logs/a main; ssl_password_file missing; }")
                        .findings())
                .isEmpty();
        assertThat(check("server a; server b; least_conn;").findings()).isEmpty();
    }

    @Test
    void a_copy_of_gangways_own_is_not_counted() throws IOException {
        assertThat(check("http { include mime.types; include fastcgi_params; }").figures())
                .containsEntry("directives", 1L);
    }

    @Test
    void lua_is_not_supported() throws IOException {
        assertThat(check("http { server { location / { content_by_lua_block { ngx.say(\"}\") } } } }")
                        .findings())
                .extracting(Finding::rule, Finding::remedy)
                .containsExactly(tuple(
                        "not_supported",
                        "Lua (OpenResty) is not supported: see \"Not supported\" in docs/differences.md; run with --lenient to"
                                + " leave it out"));
    }

    @Test
    void a_missing_include_is_a_note() throws IOException {
        assertThat(check("http { include a/*.conf; include b.conf; include c.conf; }")
                        .findings())
                .extracting(Finding::rule)
                .containsExactly("missing_include", "missing_include");
    }

    @Test
    void a_syntax_error_is_an_error() {
        assertThatThrownBy(() -> check("http {")).isInstanceOf(ConfException.class);
    }

    private Report check(String text) throws IOException {
        return new Checker(false).check(file(text));
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("nginx.conf"), text).toString();
    }
}
