package io.gangway.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gangway.conf.ConfException;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.NginxCommand;
import io.gangway.testing.NginxServer;
import io.gangway.testing.ServerUnderTest;
import io.gangway.testing.Site;
import io.gangway.testing.Version;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Gangway beside a real nginx: same file, same requests, same answers, same bytes at the backend.
 *
 * <p>The reference is the environment variable {@code NGINX}, else {@code nginx} on the path; without one all is
 * skipped. {@code NGINX_OTHER} puts a second nginx in Gangway's place, to check the pairs themselves. The system
 * property {@code differential} narrows the files to those whose name contains it.
 */
class DifferentialTest {
    private final NginxCommand nginx = NginxCommand.find().orElse(null);
    private final NginxCommand other = otherNginx();

    @TestFactory
    Stream<DynamicContainer> same_file_same_requests_same_answers() throws Exception {
        assumeTrue(nginx != null, "there is no nginx here: set NGINX or install it to compare");
        List<PairFile> files = pairFiles(System.getProperty("differential", ""));
        assertThat(files).isNotEmpty();
        return files.stream().map(this::container);
    }

    @Test
    void the_pair_files_can_be_read_and_are_many() throws Exception {
        List<PairRequest> requests =
                pairFiles("").stream().flatMap(file -> file.requests().stream()).toList();
        assertThat(requests)
                .hasSizeGreaterThan(90)
                .allSatisfy(request -> assertThat(request.steps()).isNotEmpty());
    }

    private static List<PairFile> pairFiles(String only) throws Exception {
        List<PairFile> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory(), "*.pairs")) {
            for (Path path : all) {
                PairFile file = PairFile.read(path);
                if (file.name().contains(only)) {
                    files.add(file);
                }
            }
        }
        files.sort(Comparator.comparing(PairFile::name));
        return files;
    }

    private DynamicContainer container(PairFile file) {
        PairRun run = new PairRun(file);
        Stream<DynamicTest> tests =
                file.requests().stream().map(request -> dynamicTest(request.name(), () -> compare(run, request)));
        return dynamicContainer(file.name(), tests.onClose(run::close));
    }

    private void compare(PairRun run, PairRequest request) throws IOException {
        for (NginxCommand command :
                Stream.of(nginx, other).filter(Objects::nonNull).toList()) {
            Version version = command.version();
            if (!request.isKnownTo(version)) {
                abort("needs nginx " + request.since() + ", here is " + version);
            }
        }
        run.start(site -> NginxServer.start(nginx, site), this::startOther);
        String expected = run.reference(request);
        String actual = run.other(request);
        assertThat(actual)
                .as(() -> "line " + request.line() + ": " + request.name() + "\n" + differences(expected, actual))
                .isEqualTo(expected);
        print(request, expected);
    }

    private static String differences(String expected, String actual) {
        List<String> extra = new ArrayList<>(actual.lines().toList());
        List<String> missing = new ArrayList<>();
        expected.lines().filter(line -> !extra.remove(line)).forEach(missing::add);
        return Stream.concat(
                        missing.stream().map(line -> "- " + line),
                        extra.stream().map(line -> "+ " + line))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** With the system property {@code differential.print} one can read what is compared. */
    private static void print(PairRequest request, String expected) {
        if (Boolean.getBoolean("differential.print")) {
            System.out.println("##### " + request.name() + "\n" + expected);
        }
    }

    private ServerUnderTest startOther(Site site) throws IOException {
        if (other != null) {
            return NginxServer.start(other, site);
        }
        try {
            return GangwayServer.start(site);
        } catch (ConfException e) {
            assumeFalse(
                    e.getMessage().matches("(?s).*(not supported (yet )?by Gangway|unknown \"ssl_).*"), e.getMessage());
            throw e;
        }
    }

    private static NginxCommand otherNginx() {
        String command = System.getenv("NGINX_OTHER");
        return command == null ? null : NginxCommand.of(command).orElseThrow();
    }

    private static Path directory() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(DifferentialTest.class.getResource("/differential"), "no pairs")
                .toURI());
    }
}
