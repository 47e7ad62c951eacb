package io.gangway.tls;

import io.gangway.tls.openssl.TlsException;
import io.gangway.tls.pem.LoadedPem;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.List;

/**
 * An {@code ssl_certificate} with its {@code ssl_certificate_key}.
 *
 * @param chain the server's own certificate first
 */
public record Credential(List<X509Certificate> chain, PrivateKey key) {
    public Credential {
        chain = List.copyOf(chain);
    }

    /**
     * Loads both files and checks that the key matches the certificate.
     *
     * @param files of the configuration
     * @param passwords for an encrypted key
     * @throws TlsException with nginx's wording
     */
    public static Credential load(LoadedPem files, String certificate, String key, List<String> passwords) {
        return load(files, certificate, key, passwords, "SSL_CTX_use_PrivateKey");
    }

    /** The same for a single connection, for which nginx's error message differs. */
    static Credential loadForConnection(String certificate, String key, List<String> passwords) {
        return load(new LoadedPem(), certificate, key, passwords, "SSL_use_PrivateKey");
    }

    private static Credential load(
            LoadedPem files, String certificate, String key, List<String> passwords, String call) {
        var credential = new Credential(files.certificates(certificate), files.privateKey(key, passwords));
        if (!credential.matches()) {
            throw new TlsException(call + "(\"" + key
                    + "\") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)");
        }
        return credential;
    }

    private boolean matches() {
        PublicKey open = chain.get(0).getPublicKey();
        if (key instanceof RSAKey secret) {
            return open instanceof RSAKey rsa && rsa.getModulus().equals(secret.getModulus());
        }
        if (!key.getAlgorithm().equals(open.getAlgorithm())) {
            return false;
        }
        try {
            byte[] text = {1, 2, 3};
            Signature signature = Signature.getInstance(
                    switch (key.getAlgorithm()) {
                        case "EC" -> "SHA256withECDSA";
                        case "DSA" -> "SHA256withDSA";
                        default -> key.getAlgorithm();
                    });
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            // Thrown for keys of different curves.
            return false;
        }
    }
}
