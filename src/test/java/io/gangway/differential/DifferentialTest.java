package io.gangway.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.NginxCommand;
import io.gangway.testing.NginxServer;
import io.gangway.testing.Version;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares Gangway with nginx: same file, same requests, same responses, same bytes at the backend.
 *
 * <p>The responses of nginx are in a record next to each pair file. A live nginx, if there is one (the environment
 * variable {@code NGINX}, else {@code nginx} on the path), is compared with the record and with Gangway too, except for
 * requests that need a newer version.
 *
 * <p>The system property {@code differential.record} names an nginx from which the records are written first; {@code
 * differential} limits the files to those whose name contains it.
 */
class DifferentialTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/differential");
    private static final Duration RECORDING = Duration.ofSeconds(8);
    private static final TimeZone ZONE = TimeZone.getDefault();

    private static final List<PairFile> FILES = new ArrayList<>();
    /** By the name of the pair file. */
    private static final Map<String, PairRecord> RECORDS = new HashMap<>();

    private final NginxCommand nginx = NginxCommand.find().orElse(null);

    @BeforeAll
    static void read() throws IOException {
        // Some responses contain a local time. The zone has an offset, so that it can be distinguished from GMT.
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
        for (String name : names(".pairs")) {
            FILES.add(PairFile.read(DIRECTORY.resolve(name + ".pairs")));
        }
        String recorded = System.getProperty("differential.record");
        if (recorded != null) {
            NginxCommand command = NginxCommand.of(recorded).orElseThrow();
            for (PairFile file : chosen()) {
                record(file, command);
            }
        }
        for (String name : names(".record")) {
            RECORDS.put(name, PairRecord.read(DIRECTORY.resolve(name + ".record")));
        }
    }

    @AfterAll
    static void forget() {
        FILES.clear();
        RECORDS.clear();
        TimeZone.setDefault(ZONE);
    }

    @TestFactory
    Stream<DynamicContainer> responses_are_the_same() {
        assertThat(chosen()).isNotEmpty();
        return chosen().stream().map(this::container);
    }

    @Test
    void there_are_many_valid_pair_files() {
        List<PairRequest> requests =
                FILES.stream().flatMap(file -> file.requests().stream()).toList();
        assertThat(requests)
                .hasSizeGreaterThan(90)
                .allSatisfy(request -> assertThat(request.steps()).isNotEmpty());
    }

    @Test
    void each_pair_has_a_record_and_each_record_a_pair() throws IOException {
        assertThat(names(".record")).as(PairComparison.toRecord("")).isEqualTo(names(".pairs"));
        for (PairFile file : FILES) {
            List<String> names = file.requests().stream().map(PairRequest::name).toList();
            assertThat(List.copyOf(RECORDS.get(file.name()).texts().keySet()))
                    .as("%s.record; %s", file.name(), PairComparison.toRecord(file.name()))
                    .isEqualTo(names);
        }
    }

    @Test
    void all_records_are_of_one_nginx_that_supports_all_pairs() {
        Set<Version> versions =
                RECORDS.values().stream().map(PairRecord::version).collect(Collectors.toSet());
        assertThat(versions)
                .singleElement()
                .satisfies(version ->
                        assertThat(FILES).flatMap(PairFile::requests).allMatch(request -> request.isKnownTo(version)));
    }

    private static List<PairFile> chosen() {
        String only = System.getProperty("differential", "");
        return FILES.stream().filter(file -> file.name().contains(only)).toList();
    }

    private static List<String> names(String suffix) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(DIRECTORY, "*" + suffix)) {
            all.forEach(path -> names.add(path.getFileName().toString().replace(suffix, "")));
        }
        names.sort(null);
        return names;
    }

    private static void record(PairFile file, NginxCommand command) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        try (PairServer server = new PairServer(file, site -> NginxServer.start(command, site))) {
            for (PairRequest request : file.requests()) {
                texts.put(request.name(), RecordText.of(server.play(request, RECORDING)));
            }
        }
        new PairRecord(command.version(), texts).write(DIRECTORY.resolve(file.name() + ".record"));
    }

    private DynamicContainer container(PairFile file) {
        PairComparison comparison = new PairComparison(file.name(), RECORDS.get(file.name()));
        PairServer gangway = new PairServer(file, GangwayServer::start);
        PairServer live = new PairServer(file, site -> NginxServer.start(nginx, site));
        Stream<DynamicTest> tests = file.requests().stream()
                .map(request -> dynamicTest(request.name(), () -> compare(comparison, request, gangway, live)));
        return dynamicContainer(file.name(), tests.onClose(gangway::close).onClose(live::close));
    }

    private void compare(PairComparison comparison, PairRequest request, PairServer gangway, PairServer live)
            throws Exception {
        Duration patience = comparison.patience(request);
        if (nginx == null || !request.isKnownTo(nginx.version())) {
            comparison.check(request, gangway.play(request, patience), null, null);
            return;
        }
        FutureTask<String> theirs = new FutureTask<>(() -> live.play(request, patience));
        new Thread(theirs, "live nginx").start();
        String ours = gangway.play(request, patience);
        comparison.check(request, ours, theirs.get(), nginx.version());
    }
}
