package io.gangway.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.NginxCommand;
import io.gangway.testing.NginxServer;
import io.gangway.testing.ServerUnderTest;
import io.gangway.testing.Site;
import io.gangway.testing.Version;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
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
        assumeTrue(other != null || gangwayWorks(), "Gangway cannot serve yet");
        String only = System.getProperty("differential", "");
        List<Path> files;
        try (Stream<Path> all = Files.list(folder())) {
            files = all.filter(path -> path.toString().endsWith(".pairs"))
                    .filter(path -> path.getFileName().toString().contains(only))
                    .sorted()
                    .toList();
        }
        assertThat(files).isNotEmpty();
        return files.stream().map(this::container);
    }

    private DynamicContainer container(Path path) {
        PairFile file;
        try {
            file = PairFile.read(path);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + path, e);
        }
        PairRun run = new PairRun(file);
        Stream<DynamicTest> tests = file.requests().stream()
                .map(request -> dynamicTest(request.name(), path.toUri(), () -> compare(run, request)));
        return dynamicContainer(file.name(), path.toUri(), tests.onClose(run::close));
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
        assertThat(run.other(request))
                .as("line %d: %s", request.line(), request.name())
                .isEqualTo(expected);
        print(request, expected);
    }

    /** With the system property {@code differential.print} one can read what is compared. */
    private static void print(PairRequest request, String expected) {
        if (Boolean.getBoolean("differential.print")) {
            System.out.println("##### " + request.name() + "\n" + expected);
        }
    }

    private ServerUnderTest startOther(Site site) throws IOException {
        return other == null ? GangwayServer.start(site) : NginxServer.start(other, site);
    }

    private static NginxCommand otherNginx() {
        String command = System.getenv("NGINX_OTHER");
        return command == null ? null : NginxCommand.of(command).orElseThrow();
    }

    private static boolean gangwayWorks() throws IOException {
        try (Site site = Site.of("server { listen %{port}; }");
                GangwayServer server = GangwayServer.start(site)) {
            return server.port() > 0;
        } catch (UnsupportedOperationException notBuiltYet) {
            return false;
        }
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(DifferentialTest.class.getResource("/differential"), "no pairs")
                .toURI());
    }
}
