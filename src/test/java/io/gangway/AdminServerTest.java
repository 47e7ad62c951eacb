package io.gangway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.conf.ConfException;
import io.gangway.testing.FreePorts;
import io.gangway.testing.RawHttp;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server with the console that is added to a configuration. */
class AdminServerTest {
    private static final String ONE =
            "events { } http { server { listen 127.0.0.1:0; location / { return 200 one; } } }";

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("nginx.conf");
    }

    private Gangway start(String configuration) throws Exception {
        Files.writeString(file, configuration);
        return Gangway.builder()
                .file(file)
                .logs(directory)
                .admin("127.0.0.1:" + FreePorts.next(), "secret")
                .start();
    }

    private static int port(Gangway gangway) {
        return gangway.port(AdminServer.NAME);
    }

    private static int status(Gangway gangway, String path) throws Exception {
        return RawHttp.get(port(gangway), path).status();
    }

    @Test
    void it_serves_the_console_beside_the_configuration() throws Exception {
        try (Gangway gangway = start(ONE)) {
            assertThat(RawHttp.get(gangway.port(), "/").body()).isEqualTo("one");
            assertThat(RawHttp.get(port(gangway), "/").body()).contains("<title>Gangway</title>");
            assertThat(RawHttp.get(port(gangway), "/api/1/tunnels").body()).isEqualTo("[]");
            assertThat(gangway.adminUrl()).isEqualTo("http://localhost:" + port(gangway) + "/");
            assertThat(gangway.urls()).containsExactly("http://localhost:" + gangway.port() + "/");
        }
    }

    @Test
    void it_has_metrics_readiness_and_the_api_of_nginx_plus() throws Exception {
        try (Gangway gangway = start(ONE)) {
            assertThat(RawHttp.get(port(gangway), "/metrics").body()).contains("nginx_up 1");
            assertThat(status(gangway, "/ready")).isEqualTo(200);
            assertThat(RawHttp.get(port(gangway), "/plus/9/connections").body()).contains("\"accepted\":");
            assertThat(RawHttp.send(port(gangway), RawHttp.request("DELETE", "/plus/9/connections"))
                            .status())
                    .isGreaterThanOrEqualTo(400);
        }
    }

    @Test
    void changes_need_the_token() throws Exception {
        try (Gangway gangway = start(ONE)) {
            String request = RawHttp.request("DELETE", "/api/1/tunnels/1");
            assertThat(RawHttp.send(port(gangway), request).status()).isEqualTo(401);

            String permitted = RawHttp.request("DELETE", "/api/1/tunnels/1", "Authorization: Bearer secret");
            assertThat(RawHttp.send(port(gangway), permitted).status()).isEqualTo(404);
        }
    }

    @Test
    void it_survives_a_reload() throws Exception {
        try (Gangway gangway = start(ONE)) {
            int port = port(gangway);
            Files.writeString(file, ONE.replace("one", "two"));
            gangway.reload();

            assertThat(RawHttp.get(gangway.port(), "/").body()).isEqualTo("two");
            assertThat(port(gangway)).isEqualTo(port);
            assertThat(status(gangway, "/")).isEqualTo(200);
        }
    }

    @Test
    void a_configuration_without_http_gets_one() throws Exception {
        try (Gangway gangway = start("worker_processes 1;")) {
            assertThat(status(gangway, "/")).isEqualTo(200);
        }
    }

    @Test
    void what_the_http_level_demands_does_not_lock_it() throws Exception {
        try (Gangway gangway = start(ONE.replace("server {", "auth_basic closed; auth_basic_user_file none; server {")
                .replace("return 200 one;", "empty_gif;"))) {
            assertThat(RawHttp.get(gangway.port(), "/").status()).isNotEqualTo(200);
            assertThat(status(gangway, "/")).isEqualTo(200);
        }
    }

    @Test
    void an_error_of_its_own_names_it() {
        assertThatThrownBy(() -> Gangway.builder()
                        .file(Files.writeString(file, ONE))
                        .admin("127.0.0.1:99999", "secret")
                        .read())
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("the admin server");
    }

    @Test
    void an_address_of_the_configuration_is_refused() throws Exception {
        int port = FreePorts.next();
        Files.writeString(file, ONE.replace("127.0.0.1:0", "127.0.0.1:" + port));

        assertThatThrownBy(() -> Gangway.builder()
                        .file(file)
                        .logs(directory)
                        .admin("127.0.0.1:" + port, "secret")
                        .read())
                .isInstanceOf(ConfException.class)
                .hasMessage("a server of the configuration has the address of the admin server, 127.0.0.1:" + port);
    }

    @Test
    void without_a_token_nothing_can_be_changed() throws Exception {
        Files.writeString(file, ONE);
        try (Gangway gangway = Gangway.builder()
                .file(file)
                .logs(directory)
                .admin("127.0.0.1:" + FreePorts.next(), null)
                .start()) {
            String request = RawHttp.request("DELETE", "/api/1/tunnels/1", "Authorization: Bearer secret");
            assertThat(RawHttp.send(port(gangway), request).status()).isEqualTo(405);
        }
    }
}
