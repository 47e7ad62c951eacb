package io.gangway.lint.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.gangway.lint.LintRules;
import io.gangway.lint.Linter;
import io.gangway.report.Finding;
import io.gangway.testing.Frame;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.NginxCommand;
import io.gangway.testing.NginxServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.ServerUnderTest;
import io.gangway.testing.Site;
import io.gangway.testing.Version;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The rules tell the truth: a configuration with a finding does what the rule says, in Gangway and in nginx, and one
 * without does not. nginx is that of the environment variable {@code NGINX}, else {@code nginx} on the path; without one
 * there is Gangway only, whose behaviour is that of nginx by its differential tests.
 */
class WebSocketRulesTest {
    private static final Optional<NginxCommand> NGINX = NginxCommand.find();

    static final List<String> SERVERS = NGINX.isPresent() ? List.of("gangway", "nginx") : List.of("gangway");

    private static final String UPGRADE =
            "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;";

    /** Upgrades what is an upgrade in HTTP/1.1 and answers anything else with 200. */
    private static final Script BACKEND = (request, connection) -> {
        boolean upgrade = request.fields().hasToken("Connection", "upgrade")
                && "websocket".equals(request.field("Upgrade"))
                && request.line().endsWith("HTTP/1.1");
        (upgrade ? WebSocketPeer.echo() : Script.body("plain")).run(request, connection);
    };

    private final List<AutoCloseable> open = new ArrayList<>();
    private ScriptedUpstream backend;
    private ScriptedUpstream other;
    private Site site;

    @BeforeEach
    void startBackends() throws IOException {
        backend = opened(ScriptedUpstream.start(BACKEND));
        other = opened(ScriptedUpstream.start(BACKEND));
        site = opened(Site.create()).backend(backend).backend("other", other);
    }

    @AfterEach
    void close() throws Exception {
        for (int at = open.size() - 1; at >= 0; at--) {
            open.get(at).close();
        }
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void a_silent_tunnel_is_closed_after_proxy_read_timeout(String server) throws IOException {
        int port = bad(server, "websocket_read_timeout", """
                server {
                    listen 127.0.0.1:%{port};
                    location /short { proxy_read_timeout 1s; proxy_pass http://%{backend}; proxy_http_version 1.1; UPGRADE }
                    location /long { proxy_read_timeout 1h; proxy_pass http://%{backend}; proxy_http_version 1.1; UPGRADE }
                }
                """);
        WebSocketPeer patient = opened(WebSocketPeer.connect(port, "/long"));
        WebSocketPeer silent = opened(WebSocketPeer.connect(port, "/short"));

        assertThat(silent.read()).isNull();
        patient.send("still there");
        assertThat(patient.read()).isEqualTo(Frame.text("still there"));
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void a_plain_request_reaches_the_backend_as_half_an_upgrade(String server) throws IOException {
        int port = bad(server, "websocket_connection_for_all", """
                server {
                    listen 127.0.0.1:%{port};
                    location / { proxy_pass http://%{backend}; proxy_http_version 1.1; UPGRADE }
                }
                """);

        assertThat(RawHttp.get(port, "/").status()).isEqualTo(200);
        assertThat(backend.lastRequest().field("Connection")).isEqualTo("upgrade");
        assertThat(backend.lastRequest().field("Upgrade")).isNull();
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void a_map_sends_connection_upgrade_with_upgrades_only(String server) throws IOException {
        int port = good(server, "websocket_connection_for_all", """
                map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
                server {
                    listen 127.0.0.1:%{port};
                    proxy_read_timeout 1h;
                    location / {
                        proxy_pass http://%{backend};
                        proxy_http_version 1.1;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection $connection_upgrade;
                    }
                }
                """);

        assertThat(RawHttp.get(port, "/").status()).isEqualTo(200);
        assertThat(backend.lastRequest().field("Connection")).isNull();
        assertThat(handshake(port, "/").status()).isEqualTo(101);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void no_websocket_opens_over_http_1_0(String server) throws IOException {
        int port = bad(server, "websocket_http_version", """
                server {
                    listen 127.0.0.1:%{port};
                    location /chat { proxy_pass http://%{backend}; proxy_http_version 1.0; UPGRADE }
                }
                """);

        assertThat(handshake(port, "/chat").status()).isEqualTo(200);
        assertThat(backend.lastRequest().line()).isEqualTo("GET /chat HTTP/1.0");
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void only_nginx_before_1_29_7_speaks_http_1_0_by_default(String server) throws IOException {
        int port = bad(server, "websocket_http_version", """
                server {
                    listen 127.0.0.1:%{port};
                    location /chat { proxy_pass http://%{backend}; UPGRADE }
                }
                """);
        boolean old = server.equals("nginx") && !NGINX.orElseThrow().version().isAtLeast(Version.of("1.29.7"));

        assertThat(handshake(port, "/chat").status()).isEqualTo(old ? 200 : 101);
        assertThat(backend.lastRequest().line()).isEqualTo("GET /chat HTTP/1." + (old ? 0 : 1));
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void one_header_in_a_location_drops_those_of_the_server(String server) throws IOException {
        int port = bad(server, "websocket_headers_dropped", """
                server {
                    listen 127.0.0.1:%{port};
                    proxy_http_version 1.1;
                    UPGRADE
                    location /chat { proxy_pass http://%{backend}; proxy_set_header X-Real-IP $remote_addr; }
                    location /kept { proxy_pass http://%{backend}; }
                }
                """);

        assertThat(handshake(port, "/chat").status()).isEqualTo(200);
        assertThat(backend.lastRequest().field("Upgrade")).isNull();
        assertThat(handshake(port, "/kept").status()).isEqualTo(101);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void half_an_upgrade_opens_no_websocket(String server) throws IOException {
        int port = bad(server, "websocket_half_upgrade", """
                server {
                    listen 127.0.0.1:%{port};
                    proxy_http_version 1.1;
                    location /a { proxy_pass http://%{backend}; proxy_set_header Upgrade $http_upgrade; }
                    location /b { proxy_pass http://%{backend}; proxy_set_header Connection upgrade; }
                    location /c {
                        proxy_pass http://%{backend};
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection '';
                    }
                    location /d {
                        proxy_pass http://%{backend};
                        proxy_set_header Connection '';
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection upgrade;
                    }
                }
                """);

        assertThat(Stream.of("/a", "/b", "/c", "/d").map(target -> handshake(port, target)))
                .extracting(RawResponse::status)
                .containsExactly(200, 200, 200, 101);
        assertThat(found(site, "websocket_half_upgrade")).hasSize(3);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void a_backend_cannot_refuse_an_origin_that_is_rewritten(String server) throws IOException {
        backend.respond((request, connection) -> (request.field("Origin").equals("http://backend")
                        ? BACKEND
                        : Script.response(403, ""))
                .run(request, connection));
        int port = bad(server, "websocket_origin", """
                server {
                    listen 127.0.0.1:%{port};
                    proxy_http_version 1.1;
                    location /chat { proxy_pass http://%{backend}; UPGRADE proxy_set_header Origin http://backend; }
                    location /kept { proxy_pass http://%{backend}; UPGRADE }
                }
                """);

        assertThat(handshake(port, "/chat", "Origin: https://evil.example").status())
                .isEqualTo(101);
        assertThat(handshake(port, "/kept", "Origin: https://evil.example").status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void the_requests_of_one_session_reach_different_peers(String server) throws IOException {
        int port = bad(server, "websocket_polling_stickiness", """
                upstream nodes { server %{backend}; server %{backend:other}; }
                server {
                    listen 127.0.0.1:%{port};
                    location /socket.io/ { proxy_pass http://nodes; proxy_http_version 1.1; UPGRADE }
                }
                """);

        RawHttp.get(port, "/socket.io/?EIO=4&transport=polling");
        RawHttp.get(port, "/socket.io/?EIO=4&transport=polling&sid=1");
        assertThat(backend.requests()).hasSize(1);
        assertThat(other.requests()).hasSize(1);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void ip_hash_keeps_a_session_on_one_peer(String server) throws IOException {
        int port = good(server, "websocket_polling_stickiness", """
                upstream nodes { ip_hash; server %{backend}; server %{backend:other}; }
                server {
                    listen 127.0.0.1:%{port};
                    location /socket.io/ { proxy_pass http://nodes; proxy_http_version 1.1; UPGRADE }
                }
                """);

        for (int request = 0; request < 6; request++) {
            RawHttp.get(port, "/socket.io/?EIO=4&transport=polling");
        }
        assertThat(List.of(backend.requests().size(), other.requests().size())).containsExactlyInAnyOrder(0, 6);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void behind_a_proxy_ip_hash_takes_one_peer_for_all_clients(String server) throws IOException {
        int port = bad(server, "ip_hash_behind_proxy", """
                upstream nodes { ip_hash; server %{backend}; server %{backend:other}; }
                server {
                    listen 127.0.0.1:%{port};
                    proxy_set_header X-Forwarded-For $http_x_forwarded_for;
                    location / { proxy_pass http://nodes; }
                }
                """);

        sendFromManyClients(port);
        assertThat(List.of(backend.requests().size(), other.requests().size())).containsExactlyInAnyOrder(0, 16);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void with_realip_ip_hash_spreads_the_clients_of_a_proxy(String server) throws IOException {
        int port = good(server, "ip_hash_behind_proxy", """
                upstream nodes { ip_hash; server %{backend}; server %{backend:other}; }
                server {
                    listen 127.0.0.1:%{port};
                    set_real_ip_from 127.0.0.1;
                    real_ip_header X-Forwarded-For;
                    proxy_set_header X-Forwarded-For $http_x_forwarded_for;
                    location / { proxy_pass http://nodes; }
                }
                """);

        sendFromManyClients(port);
        assertThat(backend.requests()).isNotEmpty();
        assertThat(other.requests()).isNotEmpty();
    }

    /** Gangway has no cache: this is about nginx only. */
    @Test
    void a_cached_response_takes_the_place_of_a_websocket() throws IOException {
        assumeThat(NGINX).as("an nginx").isPresent();
        int port = bad("nginx", "websocket_cache", """
                proxy_cache_path %{dir}/cache keys_zone=pages:1m;
                server {
                    listen 127.0.0.1:%{port};
                    proxy_http_version 1.1;
                    proxy_cache pages;
                    proxy_cache_valid 200 1h;
                    location /chat { proxy_pass http://%{backend}; UPGRADE }
                    location /kept { proxy_cache_bypass $http_upgrade; proxy_pass http://%{backend}; UPGRADE }
                }
                """);

        RawHttp.get(port, "/chat");
        RawHttp.get(port, "/kept");
        assertThat(handshake(port, "/chat").body()).isEqualTo("plain");
        assertThat(backend.requests()).hasSize(2);
        assertThat(handshake(port, "/kept").status()).isEqualTo(101);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void a_slash_too_many_reaches_the_backend(String server) throws IOException {
        int port = bad(server, "proxy_pass_double_slash", """
                server {
                    listen 127.0.0.1:%{port};
                    location /api { proxy_pass http://%{backend}/; }
                    location /b/ { proxy_pass http://%{backend}/; }
                }
                """);

        RawHttp.get(port, "/api/ws");
        assertThat(backend.lastRequest().target()).isEqualTo("//ws");
        RawHttp.get(port, "/b/ws");
        assertThat(backend.lastRequest().target()).isEqualTo("/ws");
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void a_pattern_wins_over_a_longer_prefix(String server) throws IOException {
        int port = bad(server, "shadowed_prefix", """
                server {
                    listen 127.0.0.1:%{port};
                    location /api/ws { return 200 "prefix"; }
                    location ^~ /api/final { return 200 "prefix"; }
                    location ~ ^/(api|admin)/ { return 200 "pattern"; }
                }
                """);

        assertThat(RawHttp.get(port, "/api/ws").body()).isEqualTo("pattern");
        assertThat(RawHttp.get(port, "/api/ws/1").body()).isEqualTo("pattern");
        assertThat(RawHttp.get(port, "/api/final").body()).isEqualTo("prefix");
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void a_return_in_the_server_hides_its_locations(String server) throws IOException {
        int port = bad(server, "unreachable_location", """
                server {
                    listen 127.0.0.1:%{port};
                    location /.well-known/acme-challenge/ { return 200 "challenge"; }
                    return 301 https://$host$request_uri;
                }
                """);

        assertThat(RawHttp.get(port, "/.well-known/acme-challenge/x").status()).isEqualTo(301);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void a_pattern_hides_a_later_one(String server) throws IOException {
        int port = bad(server, "unreachable_location", """
                server {
                    listen 127.0.0.1:%{port};
                    location ~* \\.(css|png)$ { return 200 "first"; }
                    location ~* \\.png$ { return 200 "second"; }
                    location ~ ^/ { return 200 "all"; }
                    location ~ ^/ws/ { return 200 "last"; }
                }
                """);

        assertThat(RawHttp.get(port, "/a.png").body()).isEqualTo("first");
        assertThat(RawHttp.get(port, "/ws/1").body()).isEqualTo("all");
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void a_final_root_hides_all_patterns(String server) throws IOException {
        int port = bad(server, "unreachable_location", """
                server {
                    listen 127.0.0.1:%{port};
                    location ^~ / { return 200 "root"; }
                    location ~ ^/ws/ { return 200 "pattern"; }
                }
                """);

        assertThat(RawHttp.get(port, "/ws/1").body()).isEqualTo("root");
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void a_name_without_a_resolver_gives_502(String server) throws IOException {
        int port = bad(server, "proxy_pass_without_resolver", """
                server {
                    listen 127.0.0.1:%{port};
                    location /a { proxy_pass http://localhost:80$request_uri; }
                    location /b { set $backend http://localhost; proxy_pass $backend; }
                    location /c { proxy_pass http://%{backend}$request_uri; }
                    location /d { proxy_pass http://localhost:%{port:known}$request_uri; }
                    location /known { proxy_pass http://localhost:%{port:known}; }
                }
                server { listen 127.0.0.1:%{port:known}; location / { return 200; } }
                """);

        assertThat(RawHttp.get(port, "/a").status()).isEqualTo(502);
        assertThat(RawHttp.get(port, "/b").status()).isEqualTo(502);
        assertThat(RawHttp.get(port, "/c").status()).isEqualTo(200);
        assertThat(RawHttp.get(port, "/d").status()).isEqualTo(200);
        assertThat(found(site, "proxy_pass_without_resolver")).containsExactly(6, 7);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void a_handshake_without_a_password_gets_401(String server) throws IOException {
        site.file("htpasswd", "user:{PLAIN}secret\n");
        int port = bad(server, "websocket_auth_basic", """
                server {
                    listen 127.0.0.1:%{port};
                    auth_basic members;
                    auth_basic_user_file %{dir}/htpasswd;
                    location /chat { proxy_pass http://%{backend}; proxy_http_version 1.1; UPGRADE }
                }
                """);
        String password = Base64.getEncoder().encodeToString("user:secret".getBytes());

        assertThat(handshake(port, "/chat").status()).isEqualTo(401);
        assertThat(handshake(port, "/chat", "Authorization: Basic " + password).status())
                .isEqualTo(101);
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void http2_does_not_offer_extended_connect(String server) throws IOException {
        boolean old = server.equals("nginx") && !NGINX.orElseThrow().version().isAtLeast(Version.of("1.25.1"));
        assumeThat(old)
                .as("HTTP/2 and HTTP/1.1 on one port without TLS, since nginx 1.25.1")
                .isFalse();
        int port = bad(server, "websocket_http2", """
                server {
                    listen 127.0.0.1:%{port};
                    http2 on;
                    location /chat { proxy_pass http://%{backend}; proxy_http_version 1.1; UPGRADE }
                }
                """);

        try (Http2Peer peer = Http2Peer.connect(port)) {
            ByteBuffer settings = ByteBuffer.wrap(peer.next(Http2Peer.SETTINGS).payload());
            List<Integer> offered = new ArrayList<>();
            while (settings.hasRemaining()) {
                offered.add((int) settings.getShort());
                settings.getInt();
            }
            int enableConnectProtocol = 8;
            assertThat(offered).isNotEmpty().doesNotContain(enableConnectProtocol);
        }
        assertThat(handshake(port, "/chat").status()).isEqualTo(101);
    }

    /** Gangway has one process: this is about nginx only. */
    @Test
    void an_old_worker_stays_for_a_tunnel() throws IOException {
        assumeThat(NGINX).as("an nginx").isPresent();
        ServerUnderTest nginx = withWorker("", 1);
        WebSocketPeer tunnel = opened(WebSocketPeer.connect(nginx.port(), "/chat"));
        long oldWorker = reloaded(nginx, "");

        assertThat(ProcessHandle.of(oldWorker)).isPresent();
        tunnel.send("still there");
        assertThat(tunnel.read()).isEqualTo(Frame.text("still there"));
    }

    @Test
    void worker_shutdown_timeout_ends_the_tunnels_of_an_old_worker() throws IOException {
        assumeThat(NGINX).as("an nginx").isPresent();
        ServerUnderTest nginx = withWorker("worker_shutdown_timeout 1s;", 1);
        WebSocketPeer tunnel = opened(WebSocketPeer.connect(nginx.port(), "/chat"));
        long oldWorker = reloaded(nginx, "worker_shutdown_timeout 1s;");

        assertThat(tunnel.read()).isNull();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> ProcessHandle.of(oldWorker).isEmpty());
    }

    /** A server that tells its configuration's number and its process at {@code /who}. */
    private ServerUnderTest withWorker(String main, int number) throws IOException {
        configure(main, number);
        assertThat(found(site).contains("websocket_shutdown_timeout")).isEqualTo(main.isEmpty());
        return opened(NginxServer.startWithWorker(NGINX.orElseThrow(), site));
    }

    private void configure(String main, int number) throws IOException {
        configure("""
                MAIN
                events {}
                http {
                    server {
                        listen 127.0.0.1:%{port};
                        location /who { return 200 "NUMBER $pid"; }
                        location /chat { proxy_pass http://%{backend}; proxy_http_version 1.1; UPGRADE }
                    }
                }
                """.replace("MAIN", main).replace("NUMBER", String.valueOf(number)));
    }

    /** Reloads; returns the old worker's process when the new one serves. */
    private long reloaded(ServerUnderTest nginx, String main) throws IOException {
        String before = RawHttp.get(nginx.port(), "/who").body();
        configure(main, 2);
        nginx.reload();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> RawHttp.get(nginx.port(), "/who").body().startsWith("2 "));
        return Long.parseLong(before.substring(2));
    }

    private static void sendFromManyClients(int port) throws IOException {
        for (int client : IntStream.range(0, 16).toArray()) {
            RawHttp.get(port, "/", "X-Forwarded-For: 10.1." + client + ".1");
        }
    }

    /** The response to a handshake. */
    private static RawResponse handshake(int port, String target, String... fields) {
        try {
            return RawHttp.send(port, WebSocketPeer.upgradeRequest(target, fields));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Serves a configuration in which the rule has a finding. */
    private int bad(String server, String rule, String conf) throws IOException {
        configure(conf);
        assertThat(found(site)).contains(rule);
        return start(server);
    }

    /** Serves a configuration in which the rule has none. */
    private int good(String server, String rule, String conf) throws IOException {
        configure(conf);
        assertThat(found(site)).doesNotContain(rule);
        return start(server);
    }

    private void configure(String conf) throws IOException {
        site.config(conf.replace("UPGRADE", UPGRADE));
    }

    private int start(String server) throws IOException {
        return opened(server.equals("nginx") ? NginxServer.start(NGINX.orElseThrow(), site) : GangwayServer.start(site))
                .port();
    }

    /** The lines of the findings of a rule. */
    private static List<Integer> found(Site site, String rule) {
        return new Linter(List.of(LintRules.find(rule).orElseThrow()))
                .lint(site.conf().toString()).findings().stream()
                        .map(Finding::line)
                        .toList();
    }

    private static List<String> found(Site site) {
        return new Linter(LintRules.all())
                .lint(site.conf().toString()).findings().stream()
                        .map(Finding::rule)
                        .distinct()
                        .toList();
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        open.add(closeable);
        return closeable;
    }
}
