package io.gangway.foreign;

import io.gangway.testing.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/** The certificate of all TLS servers here, including Gangway. The clients trust any certificate. */
final class Certificate {
    /** Generating a key takes a second. */
    private static final SelfSigned SHARED = make();

    private Certificate() {}

    private static SelfSigned make() {
        try {
            return SelfSigned.of("gangway.test");
        } catch (Exception e) {
            throw new IllegalStateException("no certificate: " + e.getMessage(), e);
        }
    }

    /** For a server in this JVM. */
    static SSLContext context() throws GeneralSecurityException {
        return SHARED.serverContext();
    }

    /** Writes {@code it.crt} and {@code it.key}, for servers outside this JVM. */
    static void write(Path directory) throws IOException, GeneralSecurityException {
        Files.writeString(directory.resolve("it.crt"), SHARED.certificatePem());
        Files.writeString(directory.resolve("it.key"), SHARED.keyPem());
    }
}
