package io.gangway.hostile;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A request that is sent in one piece behind an upgrade of HTTP/1.1 is a request if the backend refuses the upgrade, and the
 * bytes of the tunnel if it accepts; never both. The rows are in {@code upgrade-to-http1.table} and {@code
 * upgrade-to-http2.table}.
 */
class PipelinedUpgradeTest {
    /** {@code %{version}} is the place of {@code proxy_http_version}. */
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
                %{version}
                location / { proxy_pass http://b; }
                location /hinted { early_hints 1; proxy_pass http://b; }
                location /streamed { proxy_request_buffering off; proxy_pass http://b; }
                location /unbuffered { proxy_buffering off; proxy_pass http://b; }
                location /intercepted { proxy_intercept_errors on; error_page 403 /refused; proxy_pass http://b; }
                location = /refused { internal; return 403 "not you"; }
                location /forbidden { deny all; proxy_pass http://b; }
            }
            """;

    @TestFactory
    Stream<DynamicTest> what_follows_an_upgrade_is_a_request_or_the_tunnel() throws Exception {
        return check("upgrade-to-http1.table", "", Http1RowBackend::new).tests();
    }

    /** The backend gets an extended CONNECT. */
    @TestFactory
    Stream<DynamicTest> what_follows_an_upgrade_is_a_request_or_the_tunnel_over_http2() throws Exception {
        return check("upgrade-to-http2.table", "proxy_http_version 2;", Http2RowBackend::new)
                .withoutNginx()
                .tests();
    }

    private static SmugglingCheck check(String table, String version, RowBackend.Starter backend) throws IOException {
        return new SmugglingCheck(table, CONFIG.replace("%{version}", version), Http1RowClient::new, backend);
    }
}
