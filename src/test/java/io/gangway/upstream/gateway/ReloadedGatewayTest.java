package io.gangway.upstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedFastcgi;
import io.gangway.testing.ScriptedGateway;
import io.gangway.testing.ScriptedServer;
import io.gangway.testing.Site;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A reload while a FastCGI, uwsgi or SCGI server responds. */
class ReloadedGatewayTest {
    private static final String FIRST = "Content-Length: 8\r\n\r\nbody";
    private static final String REST = "rest";

    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Void> reloaded = new CompletableFuture<>();

    @ParameterizedTest
    @CsvSource({
        "fastcgi, ''",
        "fastcgi, fastcgi_buffering off;",
        "fastcgi, fastcgi_keep_conn on;",
        "uwsgi, uwsgi_buffering off;",
        "scgi, scgi_buffering off;",
    })
    void a_response_ends_although_the_configuration_was_reloaded(String protocol, String directives) throws Exception {
        try (ScriptedServer<?> backend = start(protocol);
                Site site = Site.create()) {
            site.config("server { listen 127.0.0.1:%{port}; location / { " + directives + " " + protocol + "_pass "
                    + backend.address() + "; } }");
            try (GangwayServer server = GangwayServer.start(site);
                    RawConnection client = RawHttp.connect(server.port()).send(RawHttp.request("GET", "/"))) {
                assertThat(begun).succeedsWithin(20, TimeUnit.SECONDS);
                site.config("server { listen 127.0.0.1:%{port}; location / { return 204; } }");
                server.reload();
                reloaded.complete(null);

                assertThat(client.read().body()).isEqualTo("bodyrest");
                assertThat(RawHttp.get(server.port(), "/").status()).isEqualTo(204);
            }
            assertThat(backend.failures()).isEmpty();
        }
    }

    private ScriptedServer<?> start(String protocol) throws IOException {
        ScriptedGateway.Responder responder = (request, response) -> {
            response.send(FIRST);
            awaitReload();
            response.send(REST);
        };
        return switch (protocol) {
            case "uwsgi" -> ScriptedGateway.uwsgi(responder);
            case "scgi" -> ScriptedGateway.scgi(responder);
            default ->
                ScriptedFastcgi.start((request, response) -> {
                    response.out(FIRST);
                    awaitReload();
                    response.out(REST).end();
                    if (!request.keep()) {
                        response.close();
                    }
                });
        };
    }

    /** The first part of the response was sent: waits for the reload. */
    private void awaitReload() {
        begun.complete(null);
        reloaded.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
