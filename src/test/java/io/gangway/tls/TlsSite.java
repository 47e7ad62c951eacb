package io.gangway.tls;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A server with TLS and the certificates of its tests: {@code root}, and {@code stranger}, whom nobody trusts; signed by the root,
 * {@code server} and its client {@code user}.
 */
final class TlsSite implements AutoCloseable {
    private final Path directory;
    private final OpenSsl openssl;

    private Site site;
    private GangwayServer server;

    /** Makes the certificates; serves nothing yet. */
    TlsSite(Path directory) throws IOException {
        this.directory = directory;
        openssl = new OpenSsl(directory);
        openssl.root("root", "ec");
        openssl.root("stranger", "ec");
        openssl.signed("server", "ec", "root");
        openssl.signed("user", "ec", "root", "extendedKeyUsage=clientAuth");
    }

    /** Makes more of them. */
    OpenSsl openssl() {
        return openssl;
    }

    /** Serves a configuration, in which CERT is the folder of the certificates. */
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
