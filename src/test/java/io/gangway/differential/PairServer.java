package io.gangway.differential;

import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.ServerUnderTest;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A server with the files and backends of a {@link PairFile}, which it owns. It starts with its first request. */
final class PairServer implements AutoCloseable {
    private final PairFile file;
    private final Starter starter;
    private final Map<String, ScriptedUpstream> backends = new LinkedHashMap<>();
    /** Null for none. */
    private PairFastcgi fastcgi;

    private Site site;
    private ServerUnderTest server;
    private String failure;

    PairServer(PairFile file, Starter starter) {
        this.file = file;
        this.starter = starter;
    }

    /**
     * Plays a request.
     *
     * @param patience the maximum wait of each read
     * @return the response and what the backends received, as text of {@link Exchanged}
     */
    String play(PairRequest request, Duration patience) throws IOException {
        start();
        return new Exchanged(server, backends, fastcgi, patience).play(request);
    }

    private void start() throws IOException {
        if (failure != null) {
            throw new IllegalStateException("did not start, as the first request says: " + failure);
        }
        if (server != null) {
            return;
        }
        try {
            prepare();
            server = starter.start(site.config(file.config().replace("%{hostname}", hostname())));
        } catch (IOException | RuntimeException e) {
            failure = e.toString();
            throw e;
        }
    }

    private void prepare() throws IOException {
        site = Site.create();
        for (Map.Entry<String, String> each : file.files().entrySet()) {
            site.file(each.getKey(), each.getValue());
        }
        if (file.hasFastcgi()) {
            fastcgi = PairFastcgi.start(file.fastcgi());
            site.backend(PairFastcgi.NAME, fastcgi.address());
        }
        for (String name : file.backends()) {
            ScriptedUpstream backend = ScriptedUpstream.start(new PairBackend(name, file.responses(), site));
            backends.put(name, backend);
            site.backend(name, backend);
        }
    }

    private static String hostname() throws IOException {
        Process process = new ProcessBuilder("uname", "-n").start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
                .strip()
                .toLowerCase();
    }

    @Override
    public void close() {
        for (AutoCloseable each : new AutoCloseable[] {server, this::closeBackends, fastcgi, site}) {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException("cannot end the run of " + file.name(), e);
            }
        }
    }

    private void closeBackends() throws IOException {
        for (ScriptedUpstream backend : backends.values()) {
            backend.close();
        }
    }

    /** Starts a server on a site. */
    @FunctionalInterface
    interface Starter {
        ServerUnderTest start(Site site) throws IOException;
    }
}
