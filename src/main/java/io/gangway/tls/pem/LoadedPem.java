package io.gangway.tls.pem;

import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The PEM files that one configuration names. As in nginx since 1.27.2, each is read once, however many servers use it.
 * Errors are those of {@link Pem}. Used by the thread that loads the configuration.
 */
public final class LoadedPem {
    private final Map<String, List<X509Certificate>> certificates = new HashMap<>();
    private final Map<String, List<X509CRL>> revocationLists = new HashMap<>();
    private final Map<String, PrivateKey> keys = new HashMap<>();

    /** See {@link Pem#certificates}. */
    public List<X509Certificate> certificates(String path) {
        return certificates.computeIfAbsent(path, Pem::certificates);
    }

    /** See {@link Pem#revocationLists}. */
    public List<X509CRL> revocationLists(String path) {
        return revocationLists.computeIfAbsent(path, Pem::revocationLists);
    }

    /** See {@link Pem#privateKey}. An encrypted key that could be read once needs no password again, as in nginx. */
    public PrivateKey privateKey(String path, List<String> passwords) {
        return keys.computeIfAbsent(path, p -> Pem.privateKey(p, passwords));
    }
}
