package io.gangway.tls;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A TLS server with certificates for tests: {@code root}, {@code stranger}, which is not trusted, and, signed by the
 * root, {@code server} and its client {@code user}.
 */
final class TlsSite implements AutoCloseable {
    private final Path directory;
    private final CertificateFiles certificates;

    private Site site;
    private GangwayServer server;

    /** Creates the certificates; does not start the server. */
    TlsSite(Path directory) throws IOException {
        this.directory = directory;
        certificates = new CertificateFiles(directory);
        certificates.root("root", "ec");
        certificates.root("stranger", "ec");
        certificates.signed("server", "ec", "root");
        certificates.signed("user", "ec", "root", "extendedKeyUsage=clientAuth");
    }

    /** Creates further certificates. */
    CertificateFiles certificates() {
        return certificates;
    }

    /** Starts the server with a configuration, in which CERT is the directory of the certificates. */
    GangwayServer serve(String conf) throws IOException {
        site = Site.of(conf.replace("CERT", directory.toString()));
        server = GangwayServer.start(site);
        return server;
    }

    @Override
    public void close() throws IOException {
        server.close();
        site.close();
    }
}
