package io.gangway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.NginxCommand;
import io.gangway.testing.NginxServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.ServerUnderTest;
import io.gangway.testing.Site;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** nginx and Gangway take turns on one directory. Without nginx, {@link CacheFormatTest} has files that it wrote. */
class NginxCacheTest {
    private static final String CONFIG = """
            proxy_cache_path %{dir}/cache levels=1:2 keys_zone=one:1m;
            server {
                listen 127.0.0.1:%{port};
                proxy_cache one;
                proxy_cache_key $uri;
                proxy_cache_valid 1h;
                add_header X-Cache $upstream_cache_status always;
                location / { proxy_pass http://%{backend}; }
            }
            """;

    /** Responses that differ in what a file holds. */
    private static final List<String> TARGETS = List.of("/plain", "/vary", "/large", "/moved");

    private static final Script BACKEND = (request, connection) -> {
        String body = request.target().equals("/large") ? "x".repeat(200_000) : "body of " + request.target();
        String fields = switch (request.target()) {
            case "/plain" -> "ETag: \"1\"\r\nLast-Modified: Thu, 15 Jan 2026 10:20:30 GMT\r\n";
            case "/vary" -> "Vary: Accept-Language, X-Kind\r\n";
            default -> "";
        };
        String status = request.target().equals("/moved") ? "301 Moved Permanently" : "200 OK";
        connection.send(
                "HTTP/1.1 " + status + "\r\n" + fields + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    };

    private NginxCommand nginx;
    private ScriptedUpstream backend;
    private Site site;

    @BeforeEach
    void open() throws IOException {
        Optional<NginxCommand> found = NginxCommand.find();
        assumeTrue(found.isPresent(), "needs nginx");
        nginx = found.get();
        backend = ScriptedUpstream.start(BACKEND);
        site = Site.create().backend(backend).config(CONFIG);
    }

    @AfterEach
    void close() throws Exception {
        if (backend != null) {
            backend.close();
            site.close();
        }
    }

    private static void all(ServerUnderTest server, String status) throws IOException {
        for (String target : TARGETS) {
            for (String kind : List.of("a", "b")) {
                RawResponse response =
                        RawHttp.get(server.site().port(), target, "Accept-Language: de,  en", "X-Kind: " + kind);
                boolean again = kind.equals("b") && !target.equals("/vary");
                assertThat(response.field("X-Cache")).as(target).isEqualTo(again ? "HIT" : status);
                assertThat(response.body()).endsWith(target.equals("/large") ? "x".repeat(200_000) : target);
            }
        }
    }

    @Test
    void what_nginx_has_stored_is_a_hit_here() throws Exception {
        try (NginxServer server = NginxServer.start(nginx, site)) {
            all(server, "MISS");
        }
        int requests = backend.requests().size();
        try (GangwayServer server = GangwayServer.start(site)) {
            all(server, "HIT");
        }
        assertThat(backend.requests()).hasSize(requests);
    }

    @Test
    void what_is_stored_here_is_a_hit_in_nginx() throws Exception {
        try (GangwayServer server = GangwayServer.start(site)) {
            all(server, "MISS");
        }
        int requests = backend.requests().size();
        try (NginxServer server = NginxServer.start(nginx, site)) {
            all(server, "HIT");
        }
        assertThat(backend.requests()).hasSize(requests);
    }
}
