package io.gangway.testing;

import java.io.IOException;
import javax.net.ssl.SSLContext;

/** Which of the two legs of a proxied connection use TLS. A test that takes a pair must pass with all of them. */
public enum LegPair {
    PLAIN_TO_PLAIN(false, false),
    TLS_TO_PLAIN(true, false),
    PLAIN_TO_TLS(false, true),
    TLS_TO_TLS(true, true);

    private static final String NAME = "gangway.test";

    private final boolean client;
    private final boolean upstream;

    LegPair(boolean client, boolean upstream) {
        this.client = client;
        this.upstream = upstream;
    }

    /** Starts a backend, with TLS if the upstream leg has it. */
    public ScriptedUpstream upstream(Script script) throws IOException {
        return ScriptedUpstream.start(script, upstream ? certificate().serverContext() : null);
    }

    /** Connects a client, with TLS if the client leg has it. */
    public RawConnection connect(int port) throws IOException {
        return client ? RawHttp.connect(port, TrustAll.context(), NAME) : RawHttp.connect(port);
    }

    /** The scheme for {@code proxy_pass}. */
    public String scheme() {
        return upstream ? "https" : "http";
    }

    /** The parameters of {@code listen} after the port; empty or with a leading space. */
    public String listenParameters() {
        return client ? " ssl" : "";
    }

    /** Writes {@code it.crt} and {@code it.key} into the directory of a site if the client leg has TLS. */
    public void writeCertificate(Site site) throws IOException {
        if (client) {
            site.file("it.crt", certificate().certificatePem).file("it.key", certificate().keyPem);
        }
    }

    /** The directives of a server block that name the certificate; empty on a plain leg. */
    public String certificateDirectives() {
        return client ? "ssl_certificate %{dir}/it.crt; ssl_certificate_key %{dir}/it.key;" : "";
    }

    private static Certificate certificate() {
        return Certificate.SHARED;
    }

    /** Shared by all tests of this JVM: generating a key takes a second. */
    private record Certificate(SSLContext serverContext, String certificatePem, String keyPem) {
        static final Certificate SHARED = make();

        private static Certificate make() {
            try {
                SelfSigned made = SelfSigned.of(NAME);
                return new Certificate(made.serverContext(), made.certificatePem(), made.keyPem());
            } catch (Exception e) {
                throw new IllegalStateException("no certificate: " + e.getMessage(), e);
            }
        }
    }
}
