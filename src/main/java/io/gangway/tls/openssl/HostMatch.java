package io.gangway.tls.openssl;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Matches certificates and host names by the rules of OpenSSL's X509_check_host: by the DNS names of the certificate,
 * or by its common name when it has none. A wildcard matches one label or a part of the first label, and must be
 * followed by at least two dots.
 */
public final class HostMatch {
    private static final int DNS_NAME = 2;

    private HostMatch() {}

    public static boolean matches(X509Certificate certificate, String host) {
        String wanted = host.toLowerCase(Locale.ROOT);
        return names(certificate).stream().anyMatch(name -> matches(name.toLowerCase(Locale.ROOT), wanted));
    }

    private static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.get(0).equals(DNS_NAME)) {
                        names.add((String) alternative.get(1));
                    }
                }
            }
            if (names.isEmpty()) {
                for (Rdn rdn :
                        new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                    if (rdn.getType().equalsIgnoreCase("CN")) {
                        names.add(String.valueOf(rdn.getValue()));
                    }
                }
            }
        } catch (CertificateParsingException | InvalidNameException e) {
            // Names that cannot be read match nothing.
            return List.of();
        }
        return names;
    }

    /** Both arguments are in lower case. */
    static boolean matches(String pattern, String host) {
        if (pattern.equals(host)) {
            return !host.isEmpty();
        }
        int star = pattern.indexOf('*');
        int dot = pattern.indexOf('.');
        if (star < 0
                || dot < star
                || pattern.indexOf('_') >= 0
                || pattern.indexOf('*', star + 1) >= 0
                || pattern.indexOf('.', dot + 1) < 0) {
            return false;
        }
        String before = pattern.substring(0, star);
        String after = pattern.substring(star + 1);
        if (host.length() <= before.length() + after.length() - 1
                || !host.startsWith(before)
                || !host.endsWith(after)) {
            return false;
        }
        String covered = host.substring(before.length(), host.length() - after.length());
        boolean wholeLabel = before.isEmpty() && after.startsWith(".");
        if (wholeLabel && covered.isEmpty() || !wholeLabel && (host.startsWith("xn--") || before.startsWith("xn--"))) {
            return false;
        }
        return covered.chars().allMatch(c -> c == '-' || c < 0x80 && Character.isLetterOrDigit(c));
    }
}
