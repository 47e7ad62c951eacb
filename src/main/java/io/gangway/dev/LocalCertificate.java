package io.gangway.dev;

import io.gangway.conf.Environment;
import io.gangway.tls.Keytool;
import io.gangway.tls.pem.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/**
 * A certificate for this machine that signs itself: made once by the JDK's keytool, kept in the user's cache folder. A browser
 * asks once whether to trust it.
 *
 * @param certificate path of the PEM file, one char per byte
 * @param key path of the PEM file, one char per byte; readable by its owner alone
 */
record LocalCertificate(String certificate, String key) {
    private static final char[] PASSWORD = "gangway".toCharArray();

    /** Browsers trust no server longer. */
    private static final int DAYS = 825;

    /** That of the folder, made if it is not there. */
    static LocalCertificate in(Path directory) throws IOException {
        Path certificate = directory.resolve("localhost.crt");
        Path key = directory.resolve("localhost.key");
        if (!Files.exists(certificate) || !Files.exists(key)) {
            Files.createDirectories(directory, CacheDirectory.owner("rwx------"));
            make(certificate, key);
        }
        CacheDirectory.tighten(key, "rw-------");
        return new LocalCertificate(Environment.bytes(certificate), Environment.bytes(key));
    }

    private static void make(Path certificate, Path key) throws IOException {
        KeyStore made = Keytool.make("localhost", "dns:localhost,ip:127.0.0.1", DAYS, PASSWORD);
        Files.deleteIfExists(key);
        Files.createFile(key, CacheDirectory.owner("rw-------"));
        try {
            Files.writeString(
                    key,
                    Pem.text("PRIVATE KEY", made.getKey(Keytool.ALIAS, PASSWORD).getEncoded()));
            Files.writeString(
                    certificate,
                    Pem.text("CERTIFICATE", made.getCertificate(Keytool.ALIAS).getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot create a certificate: " + e.getMessage(), e);
        }
    }
}
