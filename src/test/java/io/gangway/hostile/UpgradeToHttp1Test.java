package io.gangway.hostile;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A request that is sent in one piece behind an upgrade of HTTP/1.1 is a request if the backend refuses the upgrade, and the
 * bytes of the tunnel if it accepts; never both. The backend speaks HTTP/1.1. The rows are in {@code
 * upgrade-to-http1.table}.
 */
class UpgradeToHttp1Test {
    private static final String CONFIG = """
            upstream b { server %{backend} max_fails=0; keepalive 4; }
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            map $http_upgrade $connection_upgrade {
                default upgrade;
                ''      '';
            }
            server {
                listen %{port};
                location / { proxy_pass http://b; }
                location /hinted { early_hints 1; proxy_pass http://b; }
                location /streamed { proxy_request_buffering off; proxy_pass http://b; }
                location /unbuffered { proxy_buffering off; proxy_pass http://b; }
                location /intercepted { proxy_intercept_errors on; error_page 403 /refused; proxy_pass http://b; }
                location = /refused { internal; return 403 "not you"; }
                location /forbidden { deny all; proxy_pass http://b; }
            }
            """;

    private static RowBackend backend;

    @BeforeAll
    static void start() throws IOException {
        backend = new Http1RowBackend();
    }

    @AfterAll
    static void stop() throws IOException {
        backend.close();
    }

    @TestFactory
    Stream<DynamicTest> what_follows_an_upgrade_is_a_request_or_the_tunnel() throws Exception {
        return new SmugglingCheck("upgrade-to-http1.table", CONFIG, Http1RowClient::new, backend).tests();
    }
}
