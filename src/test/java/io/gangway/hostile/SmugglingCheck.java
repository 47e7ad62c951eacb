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
    /** Plays one row through a server and describes what was seen. */
    @FunctionalInterface
    interface Player {
        /**
         * @param received whether a request is expected at the backend, which may be later than what the client sees
         */
        String play(List<String> lines, boolean received, int port) throws Exception;
    }

    /** Creates the site of a server; closing it closes its backends. */
    @FunctionalInterface
    interface Sites {
        Site create() throws Exception;
    }

    private final SmugglingTable table;
    private final Sites sites;
    private final Player player;

    SmugglingCheck(String file, Sites sites, Player player) throws IOException {
        table = SmugglingTable.read(file);
        this.sites = sites;
        this.player = player;
    }

    Stream<DynamicTest> tests() throws Exception {
        String recorded = System.getProperty("hostile.record");
        if (recorded != null) {
            record(NginxCommand.of(recorded).orElseThrow());
        }
        SmugglingTable now = SmugglingTable.read(table.path().getFileName().toString());
        List<DynamicTest> tests = new ArrayList<>();
        Site site = sites.create();
        GangwayServer gangway = GangwayServer.start(site);
        now.rows()
                .forEach(row -> tests.add(dynamicTest(
                        row.name(),
                        () -> assertThat(player.play(row.texts(), row.result().contains("<-"), gangway.port()))
                                .isEqualTo(row.result()))));
        tests.add(dynamicTest("nothing is held afterwards", () -> {
            gangway.close();
            assertThat(gangway.buffersInUse()).isZero();
            site.close();
        }));
        Optional<NginxCommand> nginx =
                NginxCommand.find().filter(command -> command.version().isAtLeast(Version.of("1.30.0")));
        if (nginx.isPresent()) {
            Site its = sites.create();
            ServerUnderTest server = NginxServer.start(nginx.get(), its);
            now.rows()
                    .forEach(row -> tests.add(dynamicTest(
                            "nginx: " + row.name(),
                            () -> assertThat(player.play(
                                            row.texts(), row.ofNginx().contains("<-"), server.port()))
                                    .isEqualTo(row.ofNginx()))));
            tests.add(dynamicTest("nginx ends", server::close));
        }
        return tests.stream();
    }

    private void record(NginxCommand nginx) throws Exception {
        List<SmugglingTable.Row> rows = new ArrayList<>();
        Site ours = sites.create();
        Site theirs = sites.create();
        try (GangwayServer gangway = GangwayServer.start(ours);
                ServerUnderTest other = NginxServer.start(nginx, theirs)) {
            for (SmugglingTable.Row row : table.rows()) {
                rows.add(new SmugglingTable.Row(
                        row.name(), row.lines(), recorded(row, gangway.port()), recorded(row, other.port())));
            }
        }
        table.write(rows);
    }

    private String recorded(SmugglingTable.Row row, int port) {
        try {
            return player.play(row.texts(), true, port);
        } catch (Exception | AssertionError e) {
            return "FAILS: " + SmugglingTable.line(String.valueOf(e.getMessage()));
        }
    }
}
