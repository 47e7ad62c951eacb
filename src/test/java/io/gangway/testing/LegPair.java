package io.gangway.testing;

import java.io.IOException;
import javax.net.ssl.SSLContext;

/** Which of the two legs of a proxied connection are encrypted. Whatever holds for one pair has to hold for each. */
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

    /** Starts a backend that speaks as the upstream leg does. */
    public ScriptedUpstream upstream(Script script) throws IOException {
        return ScriptedUpstream.start(script, upstream ? certificate().serverContext() : null);
    }

    /** Connects a client that speaks as the client leg does. */
    public RawConnection connect(int port) throws IOException {
        return client ? RawHttp.connect(port, TrustAll.context(), NAME) : RawHttp.connect(port);
    }

    /** Scheme of {@code proxy_pass}. */
    public String scheme() {
        return upstream ? "https" : "http";
    }

    /** What {@code listen} says behind the port; starts with a blank unless empty. */
    public String listenParameters() {
        return client ? " ssl" : "";
    }

    /** Puts {@code it.crt} and {@code it.key} into the folder of a site. */
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

    /** One for all tests of this JVM: making a key takes a second. */
    private record Certificate(SSLContext serverContext, String certificatePem, String keyPem) {
        static final Certificate SHARED = make();

        private static Certificate make() {
            try {
                SelfSigned made = SelfSigned.of(NAME);
                return new Certificate(made.context(), made.certificatePem(), made.keyPem());
            } catch (Exception e) {
                throw new IllegalStateException("no certificate: " + e.getMessage(), e);
            }
        }
    }
}
