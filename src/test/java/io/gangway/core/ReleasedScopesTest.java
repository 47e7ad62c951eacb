package io.gangway.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.conf.Environment;
import io.gangway.config.Configuration;
import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.config.Scope;
import io.gangway.exchange.Generation;
import io.gangway.testing.Site;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Scopes are garbage once the generation is built, since no directive is looked up at run time. */
class ReleasedScopesTest {
    private static final String CONFIG = """
            map $uri $m { default 1; ~^/(a) $1; }
            geo $g { default 0; 127.0.0.0/8 1; }
            limit_req_zone $binary_remote_addr zone=z:1m rate=1r/s;
            limit_conn_zone $binary_remote_addr zone=c:1m;
            log_format long '$status $m $g';
            gzip on;
            gunzip on;
            charset utf-8;
            upstream u { server 127.0.0.1:1; keepalive 3; }
            server {
                listen 127.0.0.1:%{port};
                http2 on;
                server_name a *.b ~^c(?<n>.)$;
                valid_referers none server_names;
                set $y 1;
                if ($uri = /x) { return 301 /y; }
                location / {
                    access_log access.log long;
                    index index.html;
                    autoindex on;
                    try_files $uri =404;
                    sub_filter a b;
                    ssi on;
                    add_header X $m;
                    expires 1h;
                    error_page 404 /e.html;
                    add_before_body /b;
                    limit_except GET { deny all; }
                    secure_link $arg_a;
                    secure_link_md5 x;
                }
                location /p/ {
                    proxy_pass http://u;
                    proxy_cookie_path / /a;
                    proxy_redirect ~^a b;
                    limit_req zone=z;
                    limit_conn c 1;
                    websocket_origins http://a;
                    satisfy any;
                    allow 127.0.0.1;
                    deny all;
                    auth_request /auth;
                    if ($arg_x) { proxy_pass http://u; }
                    location /p/q { gzip_static on; }
                }
                location /v { resolver 127.0.0.1; proxy_pass https://$host; }
                location = /s { stub_status; }
                location = /g { empty_gif; }
            }
            """;

    /** Records the scopes of all levels by weak references. */
    private static final class Levels implements Module {
        private final List<WeakReference<Scope>> all = new ArrayList<>();

        @Override
        public List<Directive<?>> directives() {
            return List.of();
        }

        @Override
        public void compose(LocationBuilder location) {
            all.add(new WeakReference<>(location.scope()));
        }

        private List<Scope> remaining() {
            return all.stream().map(WeakReference::get).filter(Objects::nonNull).toList();
        }
    }

    @Test
    void a_generation_keeps_no_scope() throws Exception {
        Levels levels = new Levels();
        try (Site site = Site.of(CONFIG);
                Generation generation = Configuration.ofModules(List.of(levels))
                        .load(new Environment(site.dir(), site.conf(), null, ""))
                        .generation()) {
            for (int i = 0; i < 100 && !levels.remaining().isEmpty(); i++) {
                System.gc();
            }

            assertThat(generation.locations()).hasSameSizeAs(levels.all);
            assertThat(levels.remaining()).isEmpty();
        }
    }
}
