package io.gangway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of the servers of upstreams. */
@Timeout(120)
class ServerChangeTest {
    private static final String SERVERS = "/api/9/http/upstreams/backend/servers/";

    private ApiSite api;

    @BeforeEach
    void start() throws IOException {
        api = new ApiSite();
    }

    @AfterEach
    void stop() throws IOException {
        api.close();
    }

    /** The bodies of some requests, sorted. */
    private String bodies(int requests) throws IOException {
        StringBuilder bodies = new StringBuilder();
        for (int i = 0; i < requests; i++) {
            RawResponse response = api.get("/");
            bodies.append(response.status() == 200 ? response.body() : " " + response.status());
        }
        return bodies.chars()
                .sorted()
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static long id(RawResponse response) {
        return (Long) ((Map<?, ?>) ApiSite.json(response)).get("id");
    }

    private RawResponse add(String parameters) throws IOException {
        return api.send("POST", SERVERS, "{\"server\":\"127.0.0.1:" + api.c.port() + "\"" + parameters + "}");
    }

    @Test
    void an_added_server_gets_requests_at_once() throws IOException {
        RawResponse added =
                add(",\"weight\":3,\"max_conns\":9,\"max_fails\":2,\"fail_timeout\":\"1m\",\"slow_start\":\"0s\"");
        assertThat(added.status()).isEqualTo(201);
        assertThat(JsonShape.wrong(ApiFormat.SERVER, ApiSite.json(added))).isEmpty();
        assertThat(added.body())
                .isEqualTo("{\"id\":2,\"server\":\"127.0.0.1:" + api.c.port()
                        + "\",\"weight\":3,\"max_conns\":9,\"max_fails\":2,\"fail_timeout\":\"60s\",\"slow_start\":\"0s\","
                        + "\"route\":\"\",\"backup\":false,\"down\":false}");
        assertThat(bodies(12)).isEqualTo("aabbbbcccccc");
    }

    @Test
    void a_removed_server_gets_no_more_requests_and_the_response_lists_the_others() throws IOException {
        RawResponse removed = api.send("DELETE", SERVERS + "1", null);
        assertThat(removed.status()).isEqualTo(200);
        assertThat(JsonShape.wrong("[" + ApiFormat.SERVER + "]", ApiSite.json(removed)))
                .isEmpty();
        assertThat(removed.body()).contains(api.a.port() + "").doesNotContain(api.b.port() + "");
        assertThat(bodies(4)).isEqualTo("aaaa");
        assertThat(ApiSite.error(api.get(SERVERS + "1")))
                .isEqualTo("404 UpstreamServerNotFound: server with ID \"1\" does not exist");
    }

    @ParameterizedTest
    @CsvSource({"down, down", "drain, draining"})
    void a_server_that_is_down_or_draining_gets_no_more_requests(String parameter, String state) throws IOException {
        RawResponse changed = api.send("PATCH", SERVERS + "0", "{\"" + parameter + "\":true}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.body()).contains("\"" + parameter + "\":true");
        assertThat(api.get("/api/9/http/upstreams/backend").body()).contains("\"state\":\"" + state + "\"");
        assertThat(bodies(4)).isEqualTo("bbbb");
        api.send("PATCH", SERVERS + "0", "{\"" + parameter + "\":false}");
        assertThat(bodies(6)).isEqualTo("aabbbb");
    }

    @Test
    void a_changed_weight_and_address_hold_at_once() throws IOException {
        api.send("PATCH", SERVERS + "0", "{\"weight\":6}");
        assertThat(bodies(8)).isEqualTo("aaaaaabb");
        RawResponse moved =
                api.send("PATCH", SERVERS + "0", "{\"server\":\"127.0.0.1:" + api.c.port() + "\",\"weight\":2}");
        assertThat(id(moved)).isZero();
        assertThat(bodies(4)).isEqualTo("bbcc");
    }

    @Test
    void a_patch_keeps_what_it_does_not_name() throws IOException {
        add(",\"weight\":3,\"max_fails\":7");
        assertThat(api.send("PATCH", SERVERS + "2", "{\"max_conns\":4}").body())
                .contains("\"weight\":3,\"max_conns\":4,\"max_fails\":7,\"fail_timeout\":\"10s\"");
        assertThat(api.send("PATCH", SERVERS + "2", "{}").body()).contains("\"weight\":3,\"max_conns\":4");
    }

    @Test
    void a_removed_server_finishes_its_request_and_is_a_zombie_until_then() throws Exception {
        CompletableFuture<Void> signal = new CompletableFuture<>();
        api.b.respond(Script.stall(signal).then(Script.body("late")));
        api.send("DELETE", SERVERS + "0", null);
        try (RawConnection client = RawHttp.connect(api.port())) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await().until(() -> !api.b.requests().isEmpty());
            add("");
            api.send("DELETE", SERVERS + "1", null);
            assertThat(bodies(3)).isEqualTo("ccc");
            assertThat(api.get("/api/9/http/upstreams/backend?fields=zombies").body())
                    .isEqualTo("{\"zombies\":1}");
            signal.complete(null);
            assertThat(client.read().body()).isEqualTo("late");
        }
        await().until(() ->
                api.get("/api/9/http/upstreams/backend?fields=zombies").body().equals("{\"zombies\":0}"));
    }

    @Test
    void a_tunnel_of_a_removed_server_goes_on() throws Exception {
        api.a.respond(Script.upgrade("foo").then(Script.echoBytes()));
        api.send("DELETE", SERVERS + "1", null);
        try (RawConnection client = RawHttp.connect(api.port())) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            add("");
            assertThat(api.send("DELETE", SERVERS + "0", null).status()).isEqualTo(200);
            assertThat(bodies(2)).isEqualTo("cc");
            client.send("still here");
            assertThat(client.readExactly("still here".length())).isEqualTo("still here");
        }
    }

    @Test
    void a_reload_forgets_the_changes() throws IOException {
        add("");
        api.send("PATCH", SERVERS + "0", "{\"down\":true}");
        assertThat(bodies(6)).isEqualTo("bbbbcc");
        api.server.reload();
        assertThat(bodies(6)).isEqualTo("aabbbb");
        assertThat(api.get(SERVERS).body()).doesNotContain("\"id\":2").doesNotContain("\"down\":true");
    }

    @Test
    void a_backup_can_be_added_where_the_method_knows_backups() throws IOException {
        String backup = "{\"server\":\"127.0.0.1:" + api.c.port() + "\",\"backup\":true}";
        assertThat(api.send("POST", "/api/9/http/upstreams/backup/servers", backup)
                        .status())
                .isEqualTo(201);
        assertThat(ApiSite.error(api.send("POST", "/api/9/http/upstreams/hashed/servers", backup)))
                .isEqualTo("400 UpstreamNoBackup: upstream \"hashed\" has no backup");
        assertThat(ApiSite.error(api.send("PATCH", "/api/9/http/upstreams/backup/servers/0", "{\"backup\":true}")))
                .isEqualTo("400 UpstreamConfFormatError: \"backup\" cannot be changed");
        assertThat(api.send("PATCH", "/api/9/http/upstreams/backup/servers/1", "{\"backup\":true,\"weight\":2}")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{|415 JsonError: json error: unexpected end",
                "{\"server\":\"127.0.0.1:1|415 JsonError: json error: unexpected end",
                "{\"server\":\"127.0.0.1:1\"|415 JsonError: json error: unexpected end",
                "[]|415 JsonError: json error: unexpected character at 0",
                "{\"server\":[\"127.0.0.1:1\"]}|400 UpstreamConfFormatError: nested object or list",
                "{\"server\":{}}|400 UpstreamConfFormatError: nested object or list",
                "{}|400 UpstreamConfFormatError: missing \"server\" argument",
                "{\"id\":3,\"server\":\"127.0.0.1:1\"}|400 UpstreamConfFormatError: unknown parameter \"id\"",
                "{\"class\":\"java.lang.Runtime\"}|400 UpstreamConfFormatError: unknown parameter \"class\"",
                "{\"server\":7}|400 UpstreamConfFormatError: invalid \"server\" value",
                "{\"server\":\"127.0.0.1:99999\"}|400 UpstreamBadAddress: invalid port while parsing \"127.0.0.1:99999\"",
                "{\"server\":\"\"}|400 UpstreamBadAddress: no host while parsing \"\"",
                "{\"server\":\"a b\"}|400 UpstreamBadAddress: invalid \"server\" argument",
                "{\"server\":\"example.com\"}|400 UpstreamConfNoResolver: no resolver defined to resolve example.com",
                "{\"server\":\"127.0.0.1:1\",\"weight\":0}|400 UpstreamBadWeight: invalid \"weight\"",
                "{\"server\":\"127.0.0.1:1\",\"weight\":65536}|400 UpstreamBadWeight: invalid \"weight\"",
                "{\"server\":\"127.0.0.1:1\",\"weight\":\"2\"}|400 UpstreamConfFormatError: invalid \"weight\" value",
                "{\"server\":\"127.0.0.1:1\",\"weight\":1.5}|400 UpstreamConfFormatError: invalid \"weight\" value",
                "{\"server\":\"127.0.0.1:1\",\"max_conns\":-1}|400 UpstreamBadMaxConns: invalid \"max_conns\"",
                "{\"server\":\"127.0.0.1:1\",\"max_fails\":-1}|400 UpstreamBadMaxFails: invalid \"max_fails\"",
                "{\"server\":\"127.0.0.1:1\",\"fail_timeout\":\"x\"}|400 UpstreamBadFailTimeout: invalid \"fail_timeout\"",
                "{\"server\":\"127.0.0.1:1\",\"fail_timeout\":\"99999999999\"}|400 UpstreamBadFailTimeout: invalid \"fail_timeout\"",
                "{\"server\":\"127.0.0.1:1\",\"slow_start\":\"x\"}|400 UpstreamBadSlowStart: invalid \"slow_start\"",
                "{\"server\":\"127.0.0.1:1\",\"slow_start\":5}|400 UpstreamConfFormatError: invalid \"slow_start\" value",
                "{\"server\":\"127.0.0.1:1\",\"route\":\"012345678901234567890123456789012\"}|400 UpstreamBadRoute: \"route\" is longer than 32",
                "{\"server\":\"127.0.0.1:1\",\"route\":1}|400 UpstreamConfFormatError: invalid \"route\" value",
                "{\"server\":\"127.0.0.1:1\",\"service\":\"\"}|400 UpstreamBadService: \"service\" is empty",
                "{\"server\":\"127.0.0.1:1\",\"service\":\"x\"}|400 UpstreamBadService: \"service\" is not supported by Gangway",
                "{\"server\":\"127.0.0.1:1\",\"down\":\"yes\"}|400 UpstreamConfFormatError: invalid \"down\" value"
            })
    void a_bad_body_has_the_code_of_nginx_plus_and_changes_nothing(String body, String error) throws IOException {
        String before = api.get(SERVERS).body();
        RawResponse response = api.send("POST", SERVERS, body);
        assertThat(ApiSite.error(response)).isEqualTo(error);
        if (!error.contains("missing")) {
            assertThat(ApiSite.error(api.send("PATCH", SERVERS + "0", body)))
                    .isIn(error, "400 UpstreamServerImmutable: server \"0\" address is immutable");
        }
        assertThat(api.get(SERVERS).body()).isEqualTo(before);
        assertThat(bodies(3)).isEqualTo("abb");
    }

    @ParameterizedTest
    @ValueSource(ints = {16_385, 1_048_576, 1_048_577})
    void a_large_body_is_refused_and_changes_nothing(int size) throws IOException {
        String before = api.get(SERVERS).body();
        String start = "{\"server\":\"127.0.0.1:" + api.c.port() + "\"";
        String body = start + " ".repeat(size - start.length() - 1) + "}";
        assertThat(api.send("POST", SERVERS, body).status()).isEqualTo(413);
        assertThat(api.get(SERVERS).body()).isEqualTo(before);
    }

    @Test
    void the_ring_of_consistent_hashing_stays_small() throws IOException {
        String servers = "/api/9/http/upstreams/hashed/servers/";
        String before = api.get(servers).body();
        String error = "400 UpstreamBadWeight: invalid \"weight\": the sum of all weights would be above 4096";
        assertThat(ApiSite.error(api.send("PATCH", servers + "0", "{\"weight\":4097}")))
                .isEqualTo(error);
        assertThat(ApiSite.error(api.send("POST", servers, "{\"server\":\"127.0.0.1:1\",\"weight\":4096}")))
                .isEqualTo(error);
        assertThat(api.get(servers).body()).isEqualTo(before);
        assertThat(api.send("PATCH", servers + "0", "{\"weight\":40}").status()).isEqualTo(200);
        assertThat(api.get("/hashed?key=1").body()).isEqualTo("a");
    }

    @Test
    void an_existing_server_cannot_be_posted_again() throws IOException {
        assertThat(ApiSite.error(api.send("POST", SERVERS + "0", "{\"server\":\"127.0.0.1:1\"}")))
                .isEqualTo("409 EntryExists: entry exists");
    }

    @Test
    void without_write_nothing_changes() throws IOException {
        String before = api.get(SERVERS).body();
        for (String method : List.of("POST", "PATCH", "DELETE")) {
            RawResponse response = api.send(method, "/read/9/http/upstreams/backend/servers/0", "{}");
            assertThat(ApiSite.error(response)).startsWith("405 MethodDisabled: ");
        }
        assertThat(api.get(SERVERS).body()).isEqualTo(before);
    }

    @Test
    void a_page_of_another_site_is_refused() throws IOException {
        String before = api.get(SERVERS).body();
        assertThat(ApiSite.error(api.send("DELETE", SERVERS + "0", null, "Origin: http://evil.example.com")))
                .startsWith("403 OriginNotAllowed: ");
        assertThat(ApiSite.error(api.send("DELETE", SERVERS + "0", null, "Host: evil.example.com")))
                .startsWith("421 HostNotAllowed: ");
        assertThat(ApiSite.error(api.send("GET", SERVERS, null, "Host: evil.example.com")))
                .startsWith("421 HostNotAllowed: ");
        assertThat(ApiSite.error(api.send(
                        "DELETE", SERVERS + "0", null, "Host: evil.example.com", "Origin: http://evil.example.com")))
                .startsWith("421 HostNotAllowed: ");
        assertThat(api.get(SERVERS).body()).isEqualTo(before);
        for (String host : List.of("gangway", "10.1.2.3:8080", "[fd00::1]", "api.internal", "127.0.0.1")) {
            assertThat(api.send("GET", SERVERS, null, "Host: " + host).status())
                    .as(host)
                    .isEqualTo(200);
        }
    }

    @Test
    void a_token_is_asked_for_only_where_there_is_one() throws IOException {
        String server = "/token/9/http/upstreams/backend/servers/0";
        RawResponse refused = api.send("DELETE", server, null);
        assertThat(ApiSite.error(refused)).startsWith("401 TokenRequired: ");
        assertThat(refused.field("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(api.send("DELETE", server, null, "Authorization: Bearer wrong")
                        .status())
                .isEqualTo(401);
        assertThat(api.send("PATCH", server, "{\"weight\":2}", "Authorization: Bearer s3cret")
                        .status())
                .isEqualTo(200);
    }

    /** A client as a deployment tool is one: adds, drains and removes servers while others send requests. */
    @Test
    void changes_under_load_fail_no_request() throws Exception {
        AtomicBoolean changing = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Future<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            clients.add(threads.submit(() -> requests(changing)));
        }
        for (int i = 0; i < 60; i++) {
            RawResponse added = add(",\"weight\":" + (1 + i % 3));
            assertThat(added.status()).isEqualTo(201);
            String server = SERVERS + id(added);
            assertThat(api.send("PATCH", SERVERS + "0", "{\"down\":" + (i % 2 == 0) + "}")
                            .status())
                    .isEqualTo(200);
            assertThat(api.send("PATCH", server, "{\"drain\":true}").status()).isEqualTo(200);
            assertThat(api.send("DELETE", server, null).status()).isEqualTo(200);
        }
        changing.set(false);
        int sum = 0;
        for (Future<Integer> client : clients) {
            sum += client.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertThat(sum).isGreaterThan(60);
        assertThat(api.c.requests())
                .as("requests to the server that comes and goes")
                .isNotEmpty();
        await().until(() ->
                api.get("/api/9/http/upstreams/backend?fields=zombies").body().equals("{\"zombies\":0}"));
    }

    private int requests(AtomicBoolean changing) throws IOException {
        int count = 0;
        try (RawConnection client = RawHttp.connect(api.port())) {
            while (changing.get()) {
                client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
                RawResponse response = client.read();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.body()).isIn("a", "b", "c");
                count++;
            }
        }
        return count;
    }
}
