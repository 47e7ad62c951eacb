package io.gangway.tls;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of {@code ssl_protocols} and {@code proxy_ssl_protocols}. The JVM has no SSLv2, and disables SSLv3, TLSv1 and TLSv1.1
 * by its property {@code jdk.tls.disabledAlgorithms}: these words are accepted, and a handshake that has nothing else fails.
 */
record TlsProtocols(List<String> words) {
    private static final List<String> KNOWN = List.of("SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    /** {@code TLSv1.2 TLSv1.3}, the default of nginx. */
    public static final TlsProtocols DEFAULT = new TlsProtocols(List.of("TLSv1.2", "TLSv1.3"));

    /** Throws {@link TlsException} for a word that nginx does not know. */
    public TlsProtocols {
        words = List.copyOf(words);
        for (String word : words) {
            if (!KNOWN.contains(word)) {
                throw new TlsException("invalid value \"" + word + "\"");
            }
        }
    }

    /** The word as it is spelled here, in any case when written; null when nobody knows it. */
    static String known(String word) {
        return KNOWN.stream().filter(word::equalsIgnoreCase).findFirst().orElse(null);
    }

    /** As JSSE names them; never empty. */
    String[] jsse() {
        List<String> names = new ArrayList<>(words);
        names.remove("SSLv2");
        return names.isEmpty() ? new String[] {"SSLv3"} : names.toArray(String[]::new);
    }
}
