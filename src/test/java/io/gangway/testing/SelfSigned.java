package io.gangway.testing;

import io.gangway.tls.Keytool;
import io.gangway.tls.pem.Pem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A key and a certificate that it signed itself, made by the JDK's keytool. */
public final class SelfSigned {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final KeyStore store;

    private SelfSigned(KeyStore store) {
        this.store = store;
    }

    /** For that host name, and for 127.0.0.1. */
    public static SelfSigned of(String name) throws IOException {
        return new SelfSigned(Keytool.make(name, "dns:" + name + ",ip:127.0.0.1", 90, PASSWORD));
    }

    /** For a server that shows the certificate. */
    public SSLContext context() throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        // Else it keeps sessions by the thousand, and tests look at the heap.
        context.getServerSessionContext().setSessionCacheSize(64);
        return context;
    }

    /** Writes both into a PKCS #12 file with the password {@code changeit}. */
    public void store(Path file) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD);
        }
    }

    /** The certificate as a file holds it. */
    public String certificatePem() throws GeneralSecurityException {
        return Pem.text("CERTIFICATE", store.getCertificate(Keytool.ALIAS).getEncoded());
    }

    /** The private key as a file holds it. */
    public String keyPem() throws GeneralSecurityException {
        return Pem.text("PRIVATE KEY", store.getKey(Keytool.ALIAS, PASSWORD).getEncoded());
    }
}
