package io.gangway.differential;

import static org.junit.jupiter.api.Assumptions.abort;

import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.ServerUnderTest;
import io.gangway.testing.Site;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Both servers, their files and backends, for one {@link PairFile}. Owns them all. */
final class PairRun implements AutoCloseable {
    private final PairFile file;
    private final Map<String, ScriptedUpstream> backends = new LinkedHashMap<>();
    private Exception failure;
    private Site site;
    private ServerUnderTest reference;
    private ServerUnderTest other;

    PairRun(PairFile file) {
        this.file = file;
    }

    /** Starts both, unless they run. */
    void start(Starter referenceStarter, Starter otherStarter) throws IOException {
        if (reference != null && other != null) {
            return;
        }
        if (failure != null) {
            abort("did not start, as the first request says");
        }
        try {
            prepare();
            reference = referenceStarter.start(site.config(file.config()));
            other = otherStarter.start(site.twin().config(file.config()));
        } catch (IOException | RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    private void prepare() throws IOException {
        site = Site.create();
        for (Map.Entry<String, String> each : file.files().entrySet()) {
            site.file(each.getKey(), each.getValue());
        }
        for (String name : file.backends()) {
            ScriptedUpstream backend = ScriptedUpstream.start(responses(name));
            backends.put(name, backend);
            site.backend(name, backend);
        }
    }

    private Script responses(String backend) {
        return (request, connection) -> {
            String path = request.target().replaceFirst("\\?.*", "");
            String response = file.responses().get(path);
            if (response == null) {
                String body = "answer of " + backend + "\n";
                connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + (request.method().equals("HEAD") ? "" : body));
                return;
            }
            connection.send(site.fill(response));
            String head = response.split("\r\n\r\n", 2)[0].toLowerCase();
            boolean delimited = head.contains("content-length:") || head.contains("chunked");
            if (!delimited && !head.matches("(?s)http/1.. (204|304).*")) {
                connection.close();
            }
        };
    }

    /** What the reference makes of a request. */
    String reference(PairRequest request) throws IOException {
        return new Exchanged(reference, backends).play(request);
    }

    /** What the other makes of it. */
    String other(PairRequest request) throws IOException {
        return new Exchanged(other, backends).play(request);
    }

    @Override
    public void close() {
        for (AutoCloseable each : new AutoCloseable[] {other, reference, () -> closeBackends(), site}) {
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
