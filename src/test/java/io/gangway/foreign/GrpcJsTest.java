package io.gangway.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All kinds of calls between a client and a server of grpc-js, in node. */
class GrpcJsTest {
    /** What is between them. */
    enum Route {
        NOTHING(false, false),
        CLEAR_TEXT(false, false),
        TLS_TO_GANGWAY(true, false),
        TLS_TO_SERVER(false, true),
        TLS(true, true);

        final boolean toGangway;
        final boolean toServer;

        Route(boolean toGangway, boolean toServer) {
            this.toGangway = toGangway;
            this.toServer = toServer;
        }
    }

    private static final String CONFIG = """
            error_log %{dir}/error.log info;
            client_max_body_size 0;
            upstream backend {
                server 127.0.0.1:BACKEND;
                keepalive 4;
            }
            server {
                listen 127.0.0.1:%{port}LISTEN;
                server_name gangway.test;
                http2 on;
                location / {
                    grpc_pass SCHEME://backend;
                }
            }
            """;

    @TempDir
    private Path directory;

    private Site site;

    @BeforeAll
    static void assume() {
        NodeScript.assume("@grpc/grpc-js");
    }

    @BeforeEach
    void open() throws Exception {
        Certificate.write(directory);
        site = Site.create()
                .file("it.crt", Files.readAllBytes(directory.resolve("it.crt")))
                .file("it.key", Files.readAllBytes(directory.resolve("it.key")));
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @ParameterizedTest
    @EnumSource(Route.class)
    void every_call_succeeds(Route route) throws Exception {
        try (NodeScript backend = route.toServer
                ? new NodeScript("grpc-server.js", directory.toString())
                : new NodeScript("grpc-server.js")) {
            int port = Integer.parseInt(backend.lines().next("port ").substring(5));
            if (route == Route.NOTHING) {
                call(port, route);
            } else {
                site.config(CONFIG.replace("BACKEND", Integer.toString(port))
                        .replace(
                                "LISTEN",
                                route.toGangway
                                        ? " ssl;\nssl_certificate %{dir}/it.crt;\nssl_certificate_key %{dir}/it.key"
                                        : "")
                        .replace("SCHEME", route.toServer ? "grpcs" : "grpc"));
                try (GangwayServer server = GangwayServer.start(site)) {
                    call(server.port(), route);
                    assertThat(Files.readString(site.dir().resolve("error.log")))
                            .doesNotContain("[error]");
                }
            }
            // once by a deadline, once by the client
            assertThat(backend.lines().next("cancelled ")).isEqualTo("cancelled hang");
            assertThat(backend.lines().next("cancelled ")).isEqualTo("cancelled hang");
        }
    }

    private void call(int port, Route route) throws Exception {
        String trusted = route.toGangway ? directory.resolve("it.crt").toString() : "-";
        try (NodeScript client = new NodeScript("grpc-client.js", Integer.toString(port), trusted)) {
            List<String> lines = new ArrayList<>();
            for (String line = client.lines().next();
                    !line.equals("done");
                    line = client.lines().next()) {
                lines.add(line);
            }
            assertThat(lines).hasSize(17).allSatisfy(line -> assertThat(line).startsWith("ok "));
        }
    }
}
