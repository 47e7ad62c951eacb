package io.gangway.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.NginxCommand;
import io.gangway.testing.NginxServer;
import io.gangway.testing.ServerUnderTest;
import io.gangway.testing.Site;
import io.gangway.testing.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Plays the rows of a {@link SmugglingTable}, with Gangway and with an nginx of 1.30, if there is one. The system property
 * {@code hostile.record} names an nginx with which the results are written anew, to be reviewed.
 */
final class SmugglingCheck {
    private static final String RESPONSE = "BACKEND ";

    /** What is recorded of an nginx that does not go on after a row. */
    private static final String FAILS = "FAILS: ";

    private final SmugglingTable table;
    private final String configuration;
    private final RowClient.Connector client;
    private final RowBackend.Starter starter;
    private boolean compared = true;

    /** Null before {@link #tests}. */
    private RowBackend backend;

    /** @param configuration of the site, where {@code %{backend}} is the backend */
    SmugglingCheck(String file, String configuration, RowClient.Connector client, RowBackend.Starter starter)
            throws IOException {
        table = SmugglingTable.read(file);
        this.configuration = configuration;
        this.client = client;
        this.starter = starter;
    }

    /** Plays the rows with Gangway only, since nginx cannot do what they try. */
    SmugglingCheck withoutNginx() {
        compared = false;
        return this;
    }

    private Site site() throws IOException {
        return Site.create().backend("main", backend.address()).config(configuration);
    }

    /**
     * Plays one row through a server and describes what was seen.
     *
     * @param received whether a request is expected at the backend, which may be later than what the client sees
     */
    private String play(SmugglingTable.Row row, boolean received, int port) throws IOException {
        List<String> lines = new ArrayList<>(row.texts());
        List<String> response = lines.stream()
                .filter(line -> line.startsWith(RESPONSE))
                .map(line -> line.substring(RESPONSE.length()))
                .toList();
        lines.removeIf(line -> line.startsWith(RESPONSE));
        int most = 1
                + (int) lines.stream()
                        .filter(line -> line.startsWith("BEHIND "))
                        .count();
        backend.begin(response);
        String seen;
        try (RowClient first = client.connect(port)) {
            seen = first.play(lines, !response.isEmpty()) + (received ? backend.received(most) : "");
            if (!seen.startsWith("goaway") && !seen.startsWith("closed")) {
                if (isNextServed(first)) {
                    return seen;
                }
                seen += ", then closed";
            }
        }
        try (RowClient other = client.connect(port)) {
            assertThat(isNextServed(other)).isTrue();
        }
        return seen;
    }

    /** Requests something else; false if the connection was closed. */
    private boolean isNextServed(RowClient connection) throws IOException {
        String next = connection.next();
        if (next != null) {
            assertThat(next).isEqualTo("200 ok");
            backend.assertNext();
        }
        return next != null;
    }

    /** A test for each row. The backend stops when the stream is closed, as JUnit does after the last test. */
    Stream<DynamicTest> tests() throws Exception {
        backend = starter.start();
        String recorded = System.getProperty("hostile.record");
        if (recorded != null) {
            record(NginxCommand.of(recorded).orElseThrow());
        }
        SmugglingTable now = SmugglingTable.read(table.path().getFileName().toString());
        List<DynamicTest> tests = new ArrayList<>();
        Site site = site();
        GangwayServer gangway = GangwayServer.start(site);
        now.rows()
                .forEach(row -> tests.add(dynamicTest(
                        row.name(),
                        () -> assertThat(play(row, row.result().contains("<-"), gangway.port()))
                                .isEqualTo(row.result()))));
        tests.add(dynamicTest("nothing is held afterwards", () -> {
            gangway.close();
            assertThat(gangway.buffersInUse()).isZero();
            site.close();
        }));
        Optional<NginxCommand> nginx = NginxCommand.find()
                .filter(command -> compared && command.version().isAtLeast(Version.of("1.30.0")));
        if (nginx.isPresent()) {
            Site its = site();
            ServerUnderTest server = NginxServer.start(nginx.get(), its);
            now.rows().stream()
                    .filter(row -> !row.ofNginx().startsWith(FAILS))
                    .forEach(row -> tests.add(dynamicTest(
                            "nginx: " + row.name(),
                            () -> assertThat(play(row, row.ofNginx().contains("<-"), server.port()))
                                    .isEqualTo(row.ofNginx()))));
            tests.add(dynamicTest("nginx ends", server::close));
        }
        return tests.stream().onClose(this::stop);
    }

    private void stop() {
        try {
            backend.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void record(NginxCommand nginx) throws Exception {
        List<SmugglingTable.Row> rows = new ArrayList<>();
        Site ours = site();
        Site theirs = site();
        try (GangwayServer gangway = GangwayServer.start(ours);
                ServerUnderTest other = NginxServer.start(nginx, theirs)) {
            for (SmugglingTable.Row row : table.rows()) {
                rows.add(new SmugglingTable.Row(
                        row.name(),
                        row.lines(),
                        recorded(row, gangway.port()),
                        compared ? recorded(row, other.port()) : null));
            }
        }
        table.write(rows);
    }

    private String recorded(SmugglingTable.Row row, int port) {
        try {
            return play(row, true, port);
        } catch (Exception | AssertionError e) {
            return FAILS + SmugglingTable.line(String.valueOf(e.getMessage()));
        }
    }
}
