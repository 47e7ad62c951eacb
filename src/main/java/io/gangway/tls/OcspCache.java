package io.gangway.tls;

import io.gangway.conf.SizeValue;
import io.gangway.config.DirectiveArguments;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code ssl_ocsp_cache}: keeps OCSP responses by the certificate that they are about, the most recently used ones. They
 * are checked again, with their time, whenever they are used. Safe for any thread.
 */
final class OcspCache {
    /** {@code off}. */
    static final OcspCache OFF = new OcspCache(0);

    private static final String SHARED = "shared:";
    private static final int SMALLEST = 8 * 4096;

    /** The caches of a configuration by name. */
    private static final class Named {
        private final Map<String, OcspCache> caches = new HashMap<>();
    }

    private final long maxBytes;
    private final LinkedHashMap<ByteBuffer, byte[]> responses = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private OcspCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    static OcspCache read(DirectiveArguments r) {
        String word = r.arg(0);
        if (word.equals("off")) {
            return OFF;
        }
        int colon = word.startsWith(SHARED) ? word.indexOf(':', SHARED.length()) : -1;
        if (colon <= SHARED.length()) {
            throw invalid(r);
        }
        long size = SizeValue.size(word.substring(colon + 1)).orElseThrow(() -> invalid(r));
        if (size < SMALLEST) {
            throw r.error("OCSP cache \"" + word + "\" is too small");
        }
        return r.context()
                .shared(Named.class, Named::new)
                .caches
                .computeIfAbsent(word.substring(SHARED.length(), colon), name -> new OcspCache(size));
    }

    private static RuntimeException invalid(DirectiveArguments r) {
        return r.error("invalid OCSP cache \"" + r.arg(0) + "\"");
    }

    /** The response about a certificate; null if there is none. */
    synchronized byte[] get(byte[] certId) {
        return responses.get(ByteBuffer.wrap(certId));
    }

    synchronized void put(byte[] certId, byte[] response) {
        if (certId.length + response.length > maxBytes) {
            return;
        }
        byte[] before = responses.put(ByteBuffer.wrap(certId), response);
        bytes += response.length + (before == null ? certId.length : -before.length);
        Iterator<Map.Entry<ByteBuffer, byte[]>> oldest = responses.entrySet().iterator();
        while (bytes > maxBytes) {
            Map.Entry<ByteBuffer, byte[]> entry = oldest.next();
            bytes -= entry.getKey().capacity() + entry.getValue().length;
            oldest.remove();
        }
    }
}
