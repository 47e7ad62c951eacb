package io.gangway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.conf.Environment;
import io.gangway.config.Configuration;
import io.gangway.exchange.Generation;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoBackendTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private DemoBackend backend;

    @BeforeEach
    void start() throws IOException {
        backend = DemoBackend.start(0, 0, 0);
    }

    @AfterEach
    void stop() {
        backend.close();
    }

    @Test
    void the_demo_listens_on_this_machine_only(@TempDir Path empty) throws Exception {
        Files.createDirectory(empty.resolve("logs"));
        Path file = Path.of("etc/gangway.conf").toAbsolutePath();
        Generation generation = Configuration.ofModules()
                .load(new Environment(empty, file, null, "", empty, null))
                .generation();
        try {
            assertThat(generation.listens().keySet())
                    .isNotEmpty()
                    .allSatisfy(address -> assertThat(
                                    ((InetSocketAddress) address).getAddress().isLoopbackAddress())
                            .isTrue());
        } finally {
            generation.close();
        }
    }

    @Test
    void a_score_reaches_the_team_on_both_instances_and_no_other_team() {
        try (JudgeClient anna = new JudgeClient(backend.portA(), "Harbour", "Anna");
                JudgeClient ben = new JudgeClient(backend.portB(), "Harbour", "Ben");
                JudgeClient zoe = new JudgeClient(backend.portA(), "Dockside", "Zoë")) {
            anna.score("lotus", "9.5");
            ben.awaitMessage("\"type\":\"score\"", "\"judge\":\"Anna\"", "\"contestant\":\"lotus\"", "\"value\":9.5");
            anna.awaitMessage("\"type\":\"score\"");

            zoe.score("lotus", "3");
            zoe.awaitMessage("\"type\":\"score\"", "\"judge\":\"Zoë\"");
            assertThat(zoe.messages()).noneMatch(message -> message.contains("Anna"));
            assertThat(ben.messages()).noneMatch(message -> message.contains("Zoë"));
        }
    }

    @Test
    void a_late_judge_sees_the_instance_the_scores_and_the_messages() {
        try (JudgeClient anna = new JudgeClient(backend.portA(), "Harbour", "Anna")) {
            anna.score("lotus", "9.5");
            anna.score("lotus", "8");
            anna.say("{\"type\":\"chat\",\"text\":\"  A \\\"bold\\\" idea \\u2028 </script> \\ud83d\\ude00\"}");
            anna.awaitMessage("\"type\":\"chat\"");
        }
        try (JudgeClient ben = new JudgeClient(backend.portB(), "Harbour", "Ben")) {
            String welcome = ben.awaitMessage("\"type\":\"welcome\"");
            assertThat(welcome)
                    .contains("\"backend\":\"b\"", "\"port\":" + backend.portB())
                    .contains("\"scores\":[{\"judge\":\"Anna\",\"contestant\":\"lotus\",\"value\":8.0}]")
                    .contains("\"text\":\"A \\\"bold\\\" idea \\u2028 </script> \\ud83d\\ude00\"");
        }
    }

    @Test
    void the_team_knows_who_is_there() {
        try (JudgeClient anna = new JudgeClient(backend.portA(), "Harbour", "Anna")) {
            try (JudgeClient ben = new JudgeClient(backend.portB(), "Harbour", "Ben")) {
                anna.awaitMessage("\"judges\":[\"Anna\",\"Ben\"]");
            }
            await().until(() -> anna.messages().get(anna.messages().size() - 1).endsWith("[\"Anna\"]}"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"score\",\"contestant\":\"lotus\",\"value\":10.5}|steps of 0.5",
                "{\"type\":\"score\",\"contestant\":\"lotus\",\"value\":-0.5}|steps of 0.5",
                "{\"type\":\"score\",\"contestant\":\"lotus\",\"value\":9.3}|steps of 0.5",
                "{\"type\":\"score\",\"contestant\":\"nobody\",\"value\":9}|no such contestant",
                "{\"type\":\"score\",\"contestant\":\"lotus\",\"value\":\"9\"}|neither",
                "{\"type\":\"chat\",\"text\":\"   \"}|1 to 500 characters",
                "{\"type\":\"shout\"}|neither",
                "hello|not a flat JSON object",
            })
    void a_wrong_message_is_refused_with_a_reason(String message, String reason) {
        try (JudgeClient anna = new JudgeClient(backend.portA(), "Harbour", "Anna")) {
            anna.say(message);
            anna.awaitMessage("\"type\":\"refused\"", reason);
            anna.score("lotus", "10");
            anna.awaitMessage("\"type\":\"score\"");
        }
    }

    @Test
    void a_message_that_is_too_large_ends_the_connection() {
        try (JudgeClient anna = new JudgeClient(backend.portA(), "Harbour", "Anna")) {
            anna.say("{\"type\":\"chat\",\"text\":\"" + "x".repeat(5000) + "\"}");
            assertThat(anna.awaitClose()).isEqualTo(1009);
        }
    }

    @ParameterizedTest
    @CsvSource({"Nowhere, Anna, 404", "Harbour, '', 400", "Harbour, '\t', 400"})
    void a_judge_needs_a_team_and_a_name(String team, String judge, int status) {
        assertThatThrownBy(() -> new JudgeClient(backend.portA(), team, judge))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(status));
    }

    @Test
    void a_stopped_instance_closes_with_1001_and_restarts_on_its_port() throws Exception {
        int port = backend.portA();
        try (JudgeClient anna = new JudgeClient(port, "Harbour", "Anna");
                JudgeClient ben = new JudgeClient(backend.portB(), "Harbour", "Ben")) {
            anna.score("lotus", "9.5");
            ben.awaitMessage("\"type\":\"score\"");

            assertThat(post("/api/backends/a/stop"))
                    .contains("{\"name\":\"a\",\"port\":" + port + ",\"running\":false");
            assertThat(anna.awaitClose()).isEqualTo(1001);
            assertThatThrownBy(() -> get(port, "/api/contest")).isInstanceOf(ConnectException.class);
            ben.score("lotus", "7");
            ben.awaitMessage("\"judge\":\"Ben\"", "\"value\":7.0");

            assertThat(post("/api/backends/a/start"))
                    .contains("{\"name\":\"a\",\"port\":" + port + ",\"running\":true");
            assertThat(get(port, "/api/contest").body()).contains("\"backend\":\"a\"");
            try (JudgeClient again = new JudgeClient(port, "Harbour", "Anna")) {
                again.awaitMessage("\"type\":\"welcome\"", "\"value\":9.5", "\"value\":7.0");
            }
        }
    }

    @Test
    void both_instances_can_be_restarted() throws Exception {
        post("/api/backends/a/stop");
        post("/api/backends/b/stop");
        assertThat(post("/api/backends/b/stop")).doesNotContain("\"running\":true");
        post("/api/backends/a/start");
        post("/api/backends/b/start");
        assertThat(post("/api/backends/b/start")).doesNotContain("\"running\":false");
        assertThat(get(backend.portB(), "/api/contest").body())
                .contains("\"teams\":[\"Harbour\",\"Lighthouse\",\"Dockside\"]", "\"name\":\"Lotus\"");
    }

    @Test
    void a_page_of_another_origin_cannot_stop_a_backend() throws Exception {
        HttpRequest request = control("/api/backends/a/stop")
                .POST(HttpRequest.BodyPublishers.noBody())
                .header("Sec-Fetch-Site", "cross-site")
                .build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(403);
        assertThat(get(backend.portControl(), "/api/backends").body()).doesNotContain("\"running\":false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/backends/a/stop", "/api/backends/a/start"})
    void reading_changes_nothing(String path) throws Exception {
        assertThat(get(backend.portControl(), path).statusCode()).isEqualTo(405);
    }

    @Test
    void a_port_in_use_is_an_error_that_leaves_nothing_running() throws IOException {
        int taken = backend.portB();
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThatThrownBy(() -> DemoBackend.start(free, taken, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:" + taken)
                .hasMessageContaining("in use");
        assertThatThrownBy(() -> get(free, "/api/contest")).isInstanceOf(ConnectException.class);
    }

    private String post(String path) throws Exception {
        HttpRequest request =
                control(path).POST(HttpRequest.BodyPublishers.noBody()).build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private HttpRequest.Builder control(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + backend.portControl() + path));
    }

    private HttpResponse<String> get(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
