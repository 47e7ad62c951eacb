package io.gangway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.NginxCommand;
import io.gangway.testing.NginxServer;
import io.gangway.testing.Site;
import io.gangway.testing.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Random heads get the verdicts that nginx 1.30 gave them. The inputs are generated from a seed; the record holds the
 * verdict for each. With {@code RECORD_VERDICTS=yes} in the environment the record is written first.
 */
class RecordedVerdictsTest {
    private static final Path RECORD = Path.of("src/test/resources/fuzz/request-heads.verdicts");

    @Test
    void random_heads_are_judged_as_nginx_judged_them() throws IOException {
        if ("yes".equals(System.getenv("RECORD_VERDICTS"))) {
            record();
        }
        List<String> expected = Files.readAllLines(RECORD, StandardCharsets.ISO_8859_1);
        List<byte[]> inputs = Verdicts.inputs();
        assertThat(expected.get(0))
                .as("the inputs that the record is of; record it again when they have changed")
                .isEqualTo(Verdicts.checksum(inputs));
        List<String> differences = new ArrayList<>();
        try (Site site = Site.of(Verdicts.CONFIG);
                GangwayServer gangway = GangwayServer.start(site)) {
            List<String> verdicts = Verdicts.of(gangway, inputs);
            for (int i = 0; i < verdicts.size(); i++) {
                // a reset by nginx does not show its verdict
                if (!expected.get(i + 1).equals("reset") && !verdicts.get(i).equals(expected.get(i + 1))) {
                    differences.add(i + ": " + Bytes.shown(Bytes.text(inputs.get(i / 2))) + "\n  nginx:   "
                            + expected.get(i + 1) + "\n  gangway: " + verdicts.get(i));
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(expected).filteredOn("reset"::equals).hasSizeLessThan(10);
    }

    /** Records the verdicts of the nginx of {@code NGINX}. */
    private static void record() throws IOException {
        NginxCommand nginx = NginxCommand.find().orElseThrow();
        assertThat(nginx.version()).isGreaterThanOrEqualTo(Version.of("1.30.0"));
        List<byte[]> inputs = Verdicts.inputs();
        List<String> lines = new ArrayList<>(List.of(Verdicts.checksum(inputs)));
        try (Site site = Site.of(Verdicts.CONFIG);
                NginxServer server = NginxServer.start(nginx, site)) {
            lines.addAll(Verdicts.of(server, inputs));
        }
        Files.write(RECORD, lines, StandardCharsets.ISO_8859_1);
    }
}
