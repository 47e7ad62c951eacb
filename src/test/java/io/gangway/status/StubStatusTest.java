package io.gangway.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The counts of {@code stub_status} are those of real connections. */
class StubStatusTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private Site site;
    private GangwayServer gangway;

    @BeforeEach
    void open() throws Exception {
        site = Site.create();
        site.config("server { listen 127.0.0.1:%{port}; location / { stub_status; } }");
        gangway = GangwayServer.start(site);
    }

    @AfterEach
    void close() throws Exception {
        gangway.close();
        site.close();
    }

    private static String status(RawConnection client) throws IOException {
        return client.send(GET).read().body();
    }

    @Test
    void the_connection_of_the_request_is_counted() throws Exception {
        try (RawConnection client = RawHttp.connect(site.port())) {
            assertThat(status(client))
                    .isEqualTo("Active connections: 1 \nserver accepts handled requests\n 1 1 1 \n"
                            + "Reading: 0 Writing: 1 Waiting: 0 \n");
            assertThat(status(client)).contains("\n 1 1 2 \n");
        }
    }

    @Test
    void waiting_and_reading_connections_are_counted_until_they_close() throws Exception {
        try (RawConnection client = RawHttp.connect(site.port());
                RawConnection waiting = RawHttp.connect(site.port());
                RawConnection reading = RawHttp.connect(site.port())) {
            status(waiting);
            reading.send("GET / HT");
            await().until(() -> status(client).endsWith("Reading: 1 Writing: 1 Waiting: 1 \n"));
            waiting.close();
            reading.close();
            await().until(() -> status(client).startsWith("Active connections: 1 "));
            assertThat(status(client)).contains("\n 3 3 ");
        }
    }
}
