package io.gangway.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.conf.ConfException;
import io.gangway.report.Finding;
import io.gangway.report.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinterTest {
    private static final String BAD = "location /img { alias /data/img/; }";

    @TempDir
    private Path directory;

    @Test
    void a_finding_has_file_line_and_column() throws IOException {
        assertThat(lint(BAD)).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("alias_traversal");
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(finding.file()).endsWith("/nginx.conf");
            assertThat(finding.line()).isEqualTo(1);
            assertThat(finding.column()).isEqualTo(17);
        });
    }

    @Test
    void a_comment_with_a_reason_ignores_a_finding_of_its_line() throws IOException {
        assertThat(lint(BAD + " # gangway-lint: ignore alias_traversal nothing else is there"))
                .isEmpty();
    }

    @Test
    void a_comment_on_its_own_line_ignores_a_finding_of_the_next_directive() throws IOException {
        assertThat(lint("# gangway-lint: ignore alias_traversal nothing else is there\n# really\n\n" + BAD))
                .isEmpty();
    }

    @Test
    void a_comment_without_a_reason_ignores_nothing_and_is_a_finding() throws IOException {
        assertThat(lint(BAD + " # gangway-lint: ignore alias_traversal"))
                .extracting(Finding::rule)
                .containsExactly("alias_traversal", "ignore_comment");
    }

    @Test
    void a_comment_that_ignores_nothing_is_a_finding() throws IOException {
        assertThat(lint("root /data; # gangway-lint: ignore alias_traversal because"))
                .extracting(Finding::message)
                .containsExactly("there is no finding of alias_traversal to ignore in line 1");
    }

    @Test
    void a_comment_for_an_unknown_rule_is_a_finding() throws IOException {
        assertThat(lint("root /data; # gangway-lint: ignore aliases because\nroot /; # gangway-lint: ignore"))
                .extracting(Finding::message)
                .containsExactly("there is no rule \"aliases\"", "the ignore comment names no rule");
    }

    @Test
    void an_ordinary_site_with_a_websocket_has_no_findings() throws IOException {
        Path file = Files.writeString(directory.resolve("nginx.conf"), """
                worker_processes auto;
                worker_shutdown_timeout 1h;

                events {
                    worker_connections 1024;
                }

                http {
                    include mime.types;
                    default_type application/octet-stream;
                    log_format main '$remote_addr - $remote_user [$time_local] "$request" $status "$http_x_forwarded_for"';
                    access_log logs/access.log main;
                    sendfile on;
                    gzip on;
                    server_tokens off;

                    map $http_upgrade $connection_upgrade {
                        default upgrade;
                        ''      '';
                    }

                    upstream app {
                        server 127.0.0.1:8080;
                        server 127.0.0.1:8081;
                        keepalive 16;
                    }

                    server {
                        listen 80 default_server;
                        server_name _;

                        location /.well-known/acme-challenge/ {
                            root /var/www/acme;
                        }

                        location / {
                            return 301 https://$host$request_uri;
                        }
                    }

                    server {
                        listen 443 ssl;
                        server_name www.example.com;
                        ssl_certificate www.pem;
                        ssl_certificate_key www.key;
                        ssl_protocols TLSv1.2 TLSv1.3;
                        add_header Strict-Transport-Security "max-age=31536000" always;
                        add_header X-Content-Type-Options nosniff always;
                        root /srv/www;
                        client_max_body_size 10m;

                        location / {
                            try_files $uri $uri/ /index.html;
                        }

                        location /assets/ {
                            expires 1y;
                        }

                        location ~* \\.(png|svg|woff2)$ {
                            expires 30d;
                        }

                        location /api/ {
                            proxy_pass http://app/;
                            proxy_http_version 1.1;
                            proxy_set_header Host $host;
                            proxy_set_header Connection "";
                            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                            proxy_set_header X-Forwarded-Proto $scheme;
                        }

                        location /ws {
                            proxy_pass http://app;
                            proxy_http_version 1.1;
                            proxy_set_header Host $host;
                            proxy_set_header Upgrade $http_upgrade;
                            proxy_set_header Connection $connection_upgrade;
                            proxy_read_timeout 1h;
                        }

                        location = /health {
                            access_log off;
                            return 200 "ok";
                        }

                        error_page 500 502 503 504 /50x.html;
                        location = /50x.html {
                            internal;
                        }
                    }
                }
                """);

        assertThat(new Linter(LintRules.all()).lint(file.toString()).findings()).isEmpty();
    }

    @Test
    void a_rule_has_one_finding_at_a_position() throws IOException {
        String location = " { proxy_pass http://127.0.0.1; proxy_set_header Upgrade websocket; proxy_set_header"
                + " Connection $c; } ";
        Path file = Files.writeString(
                directory.resolve("nginx.conf"),
                "server { proxy_read_timeout 30s; location /a" + location + "location /b" + location + "}");

        assertThat(new Linter(List.of(LintRules.find("websocket_read_timeout").orElseThrow()))
                        .lint(file.toString())
                        .findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("location /a"));
    }

    @Test
    void a_missing_include_is_a_note() throws IOException {
        assertThat(lint("include sites/missing.conf;\n" + BAD))
                .extracting(Finding::rule)
                .containsExactly("missing_include", "alias_traversal");
        assertThat(lint("include sites/missing.conf;"))
                .extracting(Finding::severity)
                .containsExactly(Severity.NOTE);
    }

    @Test
    void included_files_are_checked_and_have_their_own_comments() throws IOException {
        Files.writeString(directory.resolve("a.conf"), BAD + " # gangway-lint: ignore alias_traversal known\n" + BAD);

        assertThat(lint("include a.conf;")).singleElement().satisfies(finding -> {
            assertThat(finding.file()).endsWith("/a.conf");
            assertThat(finding.line()).isEqualTo(2);
        });
    }

    @Test
    void unknown_directives_are_no_obstacle() throws IOException {
        assertThat(lint("more_set_headers x; server { uwsgi_pass a; own_block { " + BAD + " } }"))
                .hasSize(1);
    }

    @Test
    void lua_code_is_skipped() throws IOException {
        assertThat(lint("""
                location /lua {
                    content_by_lua_block {
                        local t = { a = "}", b = '\\'}' } -- }
                        --[[ } ]] if t then ngx.say([[ } ]]) end
                    }
                }
                """ + BAD))
                .singleElement()
                .satisfies(finding -> assertThat(finding.line()).isEqualTo(7));
        assertThatThrownBy(() -> lint("content_by_lua_block { \"")).isInstanceOf(ConfException.class);
    }

    @Test
    void long_words_are_no_obstacle() throws IOException {
        String word = "abcdefghij".repeat(400);

        assertThat(new Linter(LintRules.all())
                        .lint(Files.writeString(
                                        directory.resolve("long.conf"),
                                        "server { location ~ \"^/([" + word + "]+)+$\" { } location ~ \""
                                                + "(a".repeat(1000)
                                                + "\" { return 301 \"" + "$a".repeat(1500) + "\"; } location ~ \""
                                                + "[^".repeat(1500) + "\" { alias /a/; } server_name "
                                                + "a.".repeat(2000)
                                                + "c; proxy_pass http://" + "a-".repeat(2000)
                                                + ".com; if () { } if ( { } }")
                                .toString())
                        .findings())
                .isNotEmpty();
    }

    @Test
    void a_syntax_error_is_an_error() {
        assertThatThrownBy(() -> lint("server {")).isInstanceOf(ConfException.class);
    }

    private List<Finding> lint(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("nginx.conf"), text);
        return new Linter(LintRules.all())
                .lint(file.toString()).findings().stream()
                        .filter(finding -> List.of("alias_traversal", "ignore_comment", "missing_include")
                                .contains(finding.rule()))
                        .toList();
    }
}
