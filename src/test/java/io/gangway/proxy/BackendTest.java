package io.gangway.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.TestClock;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Gangway in front of a scripted backend, over real sockets; the error log is at {@code info}. */
abstract class BackendTest {
    ScriptedUpstream backend;
    Site site;
    GangwayServer server;

    /** The clock of servers that are started later. */
    TestClock clock = TestClock.running();

    @BeforeEach
    void openBackend() throws Exception {
        backend = ScriptedUpstream.start(Script.echoRequest());
        site = Site.create().backend(backend);
    }

    @AfterEach
    void close() throws Exception {
        if (server != null) {
            server.close();
        }
        backend.close();
        site.close();
    }

    /** Starts a server with these directives in one location; returns the port. */
    int start(String location) throws Exception {
        return startHttp("server { listen 127.0.0.1:%{port}; server_name s; location / { " + location + " } }");
    }

    /** Starts a server with this content of the {@code http} block; returns the port. */
    int startHttp(String http) throws Exception {
        site.config("error_log %{dir}/error.log info;\n" + http);
        server = GangwayServer.start(site, clock);
        return server.port();
    }

    String errorLog() throws Exception {
        return Files.readString(site.dir().resolve("error.log"), ISO_8859_1);
    }
}
