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

/** A scripted backend and Gangway before it, over real sockets; the error log is at {@code info}. */
abstract class BackendTest {
    ScriptedUpstream backend;
    Site site;
    GangwayServer server;

    /** Of the servers that are started from now on. */
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

    /** Starts with one location of these directives; gives the port. */
    int start(String location) throws Exception {
        return startHttp("server { listen 127.0.0.1:%{port}; server_name s; location / { " + location + " } }");
    }

    /** Starts with this content of the {@code http} block; gives the port. */
    int startHttp(String http) throws Exception {
        site.config("error_log %{dir}/error.log info;\n" + http);
        server = GangwayServer.start(site, clock);
        return server.port();
    }

    String errorLog() throws Exception {
        return Files.readString(site.dir().resolve("error.log"), ISO_8859_1);
    }
}
