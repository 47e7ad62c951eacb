package io.gangway.tls.openssl;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Parses OpenSSL's cipher list, the format of {@code ssl_ciphers} ({@code HIGH:!aNULL:!MD5}), into suites of the JVM in
 * OpenSSL's order. The suites of TLS 1.3 come first and do not depend on the list. Unknown words are ignored, as in
 * OpenSSL. Source: openssl-ciphers(1).
 */
public final class CipherList {
    private final String source;
    private final List<CipherSuite> suites;

    private CipherList(String source, List<CipherSuite> suites) {
        this.source = source;
        this.suites = List.copyOf(suites);
    }

    /**
     * Parses a list.
     *
     * @throws TlsException when no supported suite remains, or for an unknown {@code @} command
     */
    public static CipherList of(String source) {
        List<CipherSuite> all = Available.SUITES;
        Set<CipherSuite> rest = new LinkedHashSet<>();
        all.stream().filter(suite -> !suite.isTls13()).forEach(rest::add);
        Set<CipherSuite> chosen = choose(source, rest);
        if (chosen.isEmpty()) {
            throw new TlsException(failed(source, "error:0A0000B9:SSL routines::no cipher match"));
        }
        List<CipherSuite> suites = new ArrayList<>();
        all.stream().filter(CipherSuite::isTls13).forEach(suites::add);
        suites.addAll(chosen);
        return new CipherList(source, suites);
    }

    private static String failed(String source, String error) {
        return "SSL_CTX_set_cipher_list(\"" + source + "\") failed (SSL: " + error + ")";
    }

    /** The suites of the JVM, read once. */
    private static final class Available {
        static final List<CipherSuite> SUITES = suites();

        private static List<CipherSuite> suites() {
            try {
                // Not the default context, which would load the JVM's trust store.
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(new KeyManager[0], new TrustManager[0], null);
                return Arrays.stream(context.getSupportedSSLParameters().getCipherSuites())
                        .map(CipherSuite::of)
                        .filter(Objects::nonNull)
                        .sorted(Comparator.comparingInt(CipherSuite::rank))
                        .toList();
            } catch (GeneralSecurityException e) {
                throw new TlsException("the JVM has no TLS: " + e.getMessage(), e);
            }
        }
    }

    private static Set<CipherSuite> choose(String source, Set<CipherSuite> rest) {
        Set<CipherSuite> chosen = new LinkedHashSet<>();
        for (String item : source.split("[:, ;]+")) {
            if (item.isEmpty()) {
                continue;
            }
            char sign = item.charAt(0);
            if (sign == '@') {
                chosen = command(source, item, chosen);
                continue;
            }
            String words = sign == '!' || sign == '-' || sign == '+' ? item.substring(1) : item;
            List<CipherSuite> named = (sign == '+' ? chosen : union(chosen, rest))
                    .stream().filter(suite -> isAll(suite, words)).toList();
            switch (sign) {
                case '!' -> {
                    named.forEach(chosen::remove);
                    named.forEach(rest::remove);
                }
                case '-' -> {
                    named.forEach(chosen::remove);
                    rest.addAll(named);
                }
                case '+' -> {
                    named.forEach(chosen::remove);
                    chosen.addAll(named);
                }
                default -> {
                    chosen.addAll(named.stream().filter(rest::contains).toList());
                    named.forEach(rest::remove);
                }
            }
        }
        return chosen;
    }

    private static Set<CipherSuite> union(Set<CipherSuite> chosen, Set<CipherSuite> rest) {
        Set<CipherSuite> union = new LinkedHashSet<>(rest);
        union.addAll(chosen);
        return union;
    }

    /** {@code @STRENGTH} sorts; {@code @SECLEVEL} is ignored, because the JVM has limits of its own. */
    private static Set<CipherSuite> command(String source, String item, Set<CipherSuite> chosen) {
        if (item.equals("@STRENGTH")) {
            return chosen.stream()
                    .sorted(Comparator.comparingInt(CipherSuite::bits).reversed())
                    .collect(LinkedHashSet::new, Set::add, Set::addAll);
        }
        if (!item.matches("@SECLEVEL=[0-5]")) {
            throw new TlsException(failed(source, "error:0A000118:SSL routines::invalid command"));
        }
        return chosen;
    }

    /** All of the words that are joined by a plus must match. */
    private static boolean isAll(CipherSuite suite, String words) {
        return Arrays.stream(words.split("\\+")).allMatch(suite::is);
    }

    /** The OpenSSL name of a suite, such as ECDHE-RSA-AES128-GCM-SHA256, for {@code $ssl_cipher}. */
    public static String openSslName(String jsse) {
        CipherSuite suite = CipherSuite.of(jsse);
        return suite == null ? jsse : suite.name();
    }

    public String[] jsse() {
        return suites.stream().map(CipherSuite::jsse).toArray(String[]::new);
    }

    /** The list as it was written. */
    @Override
    public String toString() {
        return source;
    }
}
