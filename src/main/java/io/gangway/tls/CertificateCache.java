package io.gangway.tls;

import io.gangway.conf.NumberValue;
import io.gangway.conf.TimeValue;
import io.gangway.core.Reader;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Certificates with variables in their names that were loaded already: {@code ssl_certificate_cache}. Its callers may block.
 * Safe for all threads.
 */
final class CertificateCache {
    /** Files are loaded for each handshake. */
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

    private final int most;
    private final long inactiveMillis;
    private final long validMillis;

    /** The one that was used last is the last; guarded by this. */
    private final Map<Names, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    CertificateCache(int most, long inactiveMillis, long validMillis) {
        this.most = most;
        this.inactiveMillis = inactiveMillis;
        this.validMillis = validMillis;
    }

    static CertificateCache read(Reader r) {
        long most = 0;
        long inactive = 10_000;
        long valid = 60_000;
        boolean off = false;
        for (String word : r.args()) {
            String value = word.substring(word.indexOf('=') + 1);
            if (word.startsWith("max=")) {
                most = NumberValue.parse(value).orElse(0);
                if (most == 0) {
                    throw r.invalidParameter(word);
                }
            } else if (word.startsWith("inactive=")) {
                inactive = millis(r, word, value);
            } else if (word.startsWith("valid=")) {
                valid = millis(r, word, value);
            } else if (word.equals("off")) {
                off = true;
            } else {
                throw r.invalidParameter(word);
            }
        }
        if (off) {
            return OFF;
        }
        if (most == 0) {
            throw r.error("\"ssl_certificate_cache\" must have the \"max\" parameter");
        }
        return new CertificateCache((int) Math.min(most, Integer.MAX_VALUE), inactive, valid);
    }

    private static long millis(Reader r, String word, String value) {
        return TimeValue.seconds(value).map(Duration::toMillis).orElseThrow(() -> r.invalidParameter(word));
    }

    /**
     * Both files, loaded now or not long ago.
     *
     * @param now in milliseconds
     *
     * @throws TlsException in nginx's words
     */
    Credential load(String certificate, String key, List<String> passwords, long now) {
        boolean cached = most > 0 && !certificate.startsWith("data:") && !key.startsWith("data:");
        if (!cached) {
            return Credential.load(certificate, key, passwords);
        }
        Names names = new Names(certificate, key);
        Credential known = known(names, now);
        if (known != null) {
            return known;
        }
        Credential loaded = Credential.load(certificate, key, passwords);
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
            if (!inactive && entries.size() < most) {
                break;
            }
            oldest.remove();
        }
        Entry entry = new Entry(loaded, now);
        entry.usedMillis = now;
        entries.put(names, entry);
    }
}
