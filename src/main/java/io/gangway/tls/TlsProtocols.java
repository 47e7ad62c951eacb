package io.gangway.tls;

import io.gangway.core.UpstreamTlsProvider;
import io.gangway.tls.openssl.TlsException;
import java.util.ArrayList;
import java.util.List;

/**
 * The words of {@code ssl_protocols} and {@code proxy_ssl_protocols}. The JVM has no SSLv2, and disables SSLv3, TLSv1 and TLSv1.1
 * by its property {@code jdk.tls.disabledAlgorithms}: these words are accepted, and a handshake that has nothing else fails.
 */
public record TlsProtocols(List<String> words) {
    /** {@code TLSv1.2 TLSv1.3}, the default of nginx. */
    public static final TlsProtocols DEFAULT = new TlsProtocols(List.of("TLSv1.2", "TLSv1.3"));

    /** Throws {@link TlsException} for a word that nginx does not know. */
    public TlsProtocols {
        words = List.copyOf(words);
        for (String word : words) {
            // https://bugs.openjdk.org/browse/JDK-8254713: TLSv1 and TLSv1.1 are disabled by default; taken all the
            // same.
            if (!UpstreamTlsProvider.PROTOCOLS.containsKey(word)) {
                throw new TlsException("invalid value \"" + word + "\"");
            }
        }
    }

    /** As JSSE names them; never empty. */
    public String[] jsse() {
        List<String> names = new ArrayList<>(words);
        names.remove("SSLv2");
        return names.isEmpty() ? new String[] {"SSLv3"} : names.toArray(String[]::new);
    }
}
