package io.gangway.tls;

import io.gangway.tls.pem.Pem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/** Formats a client's certificate as nginx's {@code $ssl_client_*} variables do. */
public final class ClientCertificate {
    private static final long DAY_MILLIS = 86_400_000L;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss uuuu", Locale.ROOT);
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMM", Locale.ENGLISH);

    /** Attributes that have a name in OpenSSL but not in RFC 2253. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("1.2.840.113549.1.9.1", "emailAddress"),
            Map.entry("2.5.4.5", "serialNumber"),
            Map.entry("2.5.4.4", "SN"),
            Map.entry("2.5.4.42", "GN"),
            Map.entry("2.5.4.12", "title"),
            Map.entry("2.5.4.13", "description"),
            Map.entry("2.5.4.15", "businessCategory"),
            Map.entry("2.5.4.17", "postalCode"),
            Map.entry("2.5.4.43", "initials"),
            Map.entry("2.5.4.46", "dnQualifier"),
            Map.entry("2.5.4.97", "organizationIdentifier"));

    private ClientCertificate() {}

    /** PEM text as OpenSSL writes it, with a line feed after each line. */
    public static String pem(X509Certificate certificate) {
        try {
            return Pem.text("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was decoded can't be encoded", e);
        }
    }

    /** PEM text with a tab before each line but the first, which makes it a valid folded header field. */
    static String indented(X509Certificate certificate) {
        return pem(certificate).stripTrailing().replace("\n", "\n\t");
    }

    /** PEM text for a header field: all characters but the unreserved ones are percent-encoded. */
    static String escaped(X509Certificate certificate) {
        String text = pem(certificate);
        StringBuilder out = new StringBuilder(text.length() + 128);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            }
        }
        return out.toString();
    }

    static String subject(X509Certificate certificate) {
        return name(certificate.getSubjectX500Principal());
    }

    static String issuer(X509Certificate certificate) {
        return name(certificate.getIssuerX500Principal());
    }

    /** The subject in OpenSSL's old format: {@code /C=AU/CN=name}. */
    static String legacySubject(X509Certificate certificate) {
        return legacy(subject(certificate));
    }

    static String legacyIssuer(X509Certificate certificate) {
        return legacy(issuer(certificate));
    }

    private static String legacy(String name) {
        StringBuilder all = new StringBuilder();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == ',') {
                all.insert(0, part).insert(0, '/');
                part.setLength(0);
            } else if (c == '\\' && i + 1 < name.length()) {
                i++;
                part.append(name.charAt(i));
            } else {
                part.append(c);
            }
        }
        return all.insert(0, part).insert(0, '/').toString();
    }

    /** The name by RFC 2253, as UTF-8 bytes. */
    private static String name(X500Principal principal) {
        String text = principal.getName(X500Principal.RFC2253, NAMES);
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The serial number in hex, with an even number of digits. */
    static String serial(X509Certificate certificate) {
        String hex = certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
        return hex.length() % 2 == 0 ? hex : "0" + hex;
    }

    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no SHA-1", e);
        }
    }

    static String start(X509Certificate certificate) {
        return time(certificate.getNotBefore());
    }

    static String end(X509Certificate certificate) {
        return time(certificate.getNotAfter());
    }

    static String remainingDays(X509Certificate certificate) {
        long left = certificate.getNotAfter().getTime() - System.currentTimeMillis();
        return Long.toString(Math.max(0, left / DAY_MILLIS));
    }

    /** As OpenSSL prints it: {@code Nov  1 09:00:12 2026 GMT}. */
    private static String time(Date date) {
        var utc = date.toInstant().atOffset(ZoneOffset.UTC);
        return MONTH.format(utc) + String.format(Locale.ROOT, " %2d ", utc.getDayOfMonth()) + TIME.format(utc) + " GMT";
    }
}
