package io.gangway.differential;

import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedDns;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.ServerUnderTest;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server with the files and backends of a {@link PairFile}, which it owns. It starts with its first request. */
final class PairServer implements AutoCloseable {
    private final PairFile file;
    private final Starter starter;
    private final Map<String, ScriptedUpstream> backends = new LinkedHashMap<>();
    private final List<PairBackend> others = new ArrayList<>();

    /** Null for none. */
    private ScriptedDns dns;

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
        return new Exchanged(server, backends, others, patience).play(request);
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
            awaitNames();
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
            others.add(PairFastcgi.start(file.fastcgi()));
        }
        for (String name : PairGateway.NAMES) {
            if (file.hasBackend(name)) {
                others.add(new PairGateway(name, file.gateways()));
            }
        }
        if (file.hasBackend(PairHttp2.NAME)) {
            others.add(new PairHttp2(file.gateways()));
        }
        for (PairBackend each : others) {
            site.backend(each.name(), each.address());
        }
        if (!file.dns().isEmpty()) {
            dns = ScriptedDns.start();
            file.dns().forEach((name, records) -> {
                boolean code = records.get(0).startsWith("rcode ");
                if (code) {
                    dns.rcode(name, Integer.parseInt(records.get(0).substring(6)));
                } else {
                    dns.records(name, records.toArray(String[]::new));
                }
            });
            site.backend(PairFile.DNS, dns.address());
        }
        for (String name : file.backends()) {
            ScriptedUpstream backend = ScriptedUpstream.start(new PairScript(name, file.responses(), site));
            backends.put(name, backend);
            site.backend(name, backend);
        }
    }

    /** Waits until the DNS server has responded for each name; a request after that finds the results. */
    private void awaitNames() throws IOException {
        if (dns == null) {
            return;
        }
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!dns.answered().containsAll(file.dns().keySet()) && System.nanoTime() < giveUp) {
            LockSupport.parkNanos(1_000_000);
        }
        RawHttp.get(server.port(), "/");
    }

    private static String hostname() throws IOException {
        Process process = new ProcessBuilder("uname", "-n").start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
                .strip()
                .toLowerCase();
    }

    @Override
    public void close() {
        for (AutoCloseable each : new AutoCloseable[] {server, this::closeBackends, dns, site}) {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException("cannot end the run of " + file.name(), e);
            }
        }
    }

    private void closeBackends() throws Exception {
        for (PairBackend each : others) {
            each.close();
        }
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
