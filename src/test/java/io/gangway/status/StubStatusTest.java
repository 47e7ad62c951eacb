package io.gangway.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RunningSite;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The counts of {@code stub_status} are those of real connections. */
class StubStatusTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @RegisterExtension
    final RunningSite site = RunningSite.of("server { listen 127.0.0.1:%{port}; location / { stub_status; } }");

    private static String status(RawConnection client) throws IOException {
        return client.send(GET).read().body();
    }

    @Test
    void the_connection_of_the_request_is_counted() throws Exception {
        try (RawConnection client = site.connect()) {
            assertThat(status(client))
                    .isEqualTo("Active connections: 1 \nserver accepts handled requests\n 1 1 1 \n"
                            + "Reading: 0 Writing: 1 Waiting: 0 \n");
            assertThat(status(client)).contains("\n 1 1 2 \n");
        }
    }

    @Test
    void waiting_and_reading_connections_are_counted_until_they_close() throws Exception {
        try (RawConnection client = site.connect();
                RawConnection waiting = site.connect();
                RawConnection reading = site.connect()) {
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
