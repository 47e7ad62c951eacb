package io.gangway.tls;

import io.gangway.core.CertificateCaching;
import io.gangway.tls.openssl.TlsException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A cache of certificates whose file names contain variables: {@code ssl_certificate_cache} and
 * {@code proxy_ssl_certificate_cache}. Loading blocks. Safe for any thread.
 */
final class CertificateCache {
    /** Caches nothing: the files are loaded for each handshake. */
    static final CertificateCache OFF = new CertificateCache(0, 0, 0);

    private record Names(String certificate, String key) {}

    private static final class Entry {
        private final Credential credential;
        private final long loadedMillis;
        private long usedMillis;

        Entry(Credential credential, long nowMillis) {
            this.credential = credential;
            loadedMillis = nowMillis;
        }
    }

    /** Maximum number of pairs of a certificate and its key. */
    private final int max;

    private final long inactiveMillis;
    private final long validMillis;

    /** In order of use, least recently used first; guarded by this. */
    private final Map<Names, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    CertificateCache(int max, long inactiveMillis, long validMillis) {
        this.max = max;
        this.inactiveMillis = inactiveMillis;
        this.validMillis = validMillis;
    }

    /** As in nginx, a certificate and its key are two of the entries that {@code max} allows. */
    static CertificateCache of(CertificateCaching settings) {
        int pairs = settings.max() / 2;
        return pairs == 0 ? OFF : new CertificateCache(pairs, settings.inactiveMillis(), settings.validMillis());
    }

    /**
     * Returns the certificate and key of two files, from the cache if they are fresh.
     *
     * @param now in milliseconds
     * @throws TlsException with nginx's wording
     */
    Credential load(String certificate, String key, List<String> passwords, long now) {
        boolean cached = max > 0 && !certificate.startsWith("data:") && !key.startsWith("data:");
        if (!cached) {
            return Credential.loadForConnection(certificate, key, passwords);
        }
        Names names = new Names(certificate, key);
        Credential known = known(names, now);
        if (known != null) {
            return known;
        }
        Credential loaded = Credential.loadForConnection(certificate, key, passwords);
        keep(names, loaded, now);
        return loaded;
    }

    private synchronized Credential known(Names names, long now) {
        Entry entry = entries.get(names);
        if (entry == null || now - entry.loadedMillis > validMillis) {
            return null;
        }
        entry.usedMillis = now;
        return entry.credential;
    }

    private synchronized void keep(Names names, Credential loaded, long now) {
        entries.remove(names);
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            boolean inactive = now - oldest.next().usedMillis > inactiveMillis;
            if (!inactive && entries.size() < max) {
                break;
            }
            oldest.remove();
        }
        Entry entry = new Entry(loaded, now);
        entry.usedMillis = now;
        entries.put(names, entry);
    }
}
