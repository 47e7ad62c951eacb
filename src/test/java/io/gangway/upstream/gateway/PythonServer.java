package io.gangway.upstream.gateway;

import io.gangway.testing.FreePorts;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A uWSGI server with an application in Python ({@code app.py} in the directory of the site). It speaks uwsgi on a TCP
 * port and on the Unix socket {@code app.sock}, uwsgi over TLS, and SCGI.
 */
final class PythonServer implements AutoCloseable {
    private final Process process;
    private final int uwsgi;
    private final int suwsgi;
    private final int scgi;

    private PythonServer(Process process, int uwsgi, int suwsgi, int scgi) {
        this.process = process;
        this.uwsgi = uwsgi;
        this.suwsgi = suwsgi;
        this.scgi = scgi;
    }

    /** The program with its plugin for Python (Debian's packages); empty if they are not installed. */
    static Optional<Path> program() {
        boolean plugin = Files.exists(Path.of("/usr/lib/uwsgi/plugins/python3_plugin.so"));
        return Stream.of("/usr/bin/uwsgi-core", "/usr/bin/uwsgi")
                .map(Path::of)
                .filter(path -> plugin && Files.isExecutable(path))
                .findFirst();
    }

    /** Starts it in the foreground; returns when its workers are ready. */
    static PythonServer start(Path program, Site site) throws IOException, GeneralSecurityException {
        SelfSigned identity = SelfSigned.of("app.test");
        Path dir = site.dir();
        Files.writeString(dir.resolve("app.pem"), identity.certificatePem());
        Files.writeString(dir.resolve("app.key"), identity.keyPem());
        int uwsgi = FreePorts.next();
        int suwsgi = FreePorts.next();
        int scgi = FreePorts.next();
        Path out = dir.resolve("uwsgi.out");
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--plugins-dir",
                        "/usr/lib/uwsgi/plugins",
                        "--plugin",
                        "python3",
                        "--socket",
                        "127.0.0.1:" + uwsgi,
                        "--socket",
                        dir.resolve("app.sock").toString(),
                        "--suwsgi-socket",
                        "127.0.0.1:" + suwsgi + "," + dir.resolve("app.pem") + "," + dir.resolve("app.key"),
                        "--scgi-socket",
                        "127.0.0.1:" + scgi,
                        "--wsgi-file",
                        dir.resolve("app.py").toString(),
                        "--master",
                        "--die-on-term",
                        "--processes",
                        "2")
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        PythonServer server = new PythonServer(process, uwsgi, suwsgi, scgi);
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Files.exists(out) || !Files.readString(out).contains("spawned uWSGI worker 2")) {
            if (!process.isAlive() || System.nanoTime() > giveUp) {
                server.close();
                throw new IOException("uWSGI does not start: " + Files.readString(out));
            }
            LockSupport.parkNanos(1_000_000);
        }
        return server;
    }

    String uwsgi() {
        return "127.0.0.1:" + uwsgi;
    }

    String suwsgi() {
        return "127.0.0.1:" + suwsgi;
    }

    String scgi() {
        return "127.0.0.1:" + scgi;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
