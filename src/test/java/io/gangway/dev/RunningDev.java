package io.gangway.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code gangway dev} in this process, with its output. */
final class RunningDev implements AutoCloseable {
    private static final Pattern URL = Pattern.compile("serving https?://[^ ]*:([0-9]+)/");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Dev dev;

    private RunningDev(List<String> options) {
        dev = Dev.start(new PrintStream(out, true, StandardCharsets.UTF_8), options.toArray(String[]::new));
    }

    /** Starts it on a port that no other test uses, unless the options name one. */
    static RunningDev start(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        if (!all.contains("--port")) {
            all.addAll(List.of("--port", String.valueOf(FreePorts.next())));
        }
        return new RunningDev(all);
    }

    /** Starts it on the port that it chooses itself. */
    static RunningDev startAnywhere(String... options) {
        return new RunningDev(List.of(options));
    }

    /** The port that it reports. */
    int port() {
        Matcher url = URL.matcher(output());
        assertThat(url.find()).as(output()).isTrue();
        return Integer.parseInt(url.group(1));
    }

    String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    void awaitLine(String pattern) {
        await().untilAsserted(() -> assertThat(output().lines()).anyMatch(line -> line.matches(".*" + pattern + ".*")));
    }

    @Override
    public void close() {
        dev.close();
    }
}
