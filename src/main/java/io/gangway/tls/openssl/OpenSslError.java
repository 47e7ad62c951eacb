package io.gangway.tls.openssl;

import java.io.EOFException;
import java.io.IOException;
import java.util.Map;
import javax.net.ssl.SSLException;

/** Translates JSSE's errors into OpenSSL's wording, which log tools search for. */
public final class OpenSslError {
    private static final String RECEIVED = "Received fatal alert: ";

    /** OpenSSL's number and name by JSSE's name of an alert; the number is part of the error code, too. */
    private static final Map<String, String> ALERTS = Map.ofEntries(
            Map.entry("unexpected_message", "10 ssl/tls alert unexpected message"),
            Map.entry("bad_record_mac", "20 ssl/tls alert bad record mac"),
            Map.entry("handshake_failure", "40 ssl/tls alert handshake failure"),
            Map.entry("bad_certificate", "42 ssl/tls alert bad certificate"),
            Map.entry("unsupported_certificate", "43 ssl/tls alert unsupported certificate"),
            Map.entry("certificate_revoked", "44 ssl/tls alert certificate revoked"),
            Map.entry("certificate_expired", "45 ssl/tls alert certificate expired"),
            Map.entry("certificate_unknown", "46 ssl/tls alert certificate unknown"),
            Map.entry("illegal_parameter", "47 ssl/tls alert illegal parameter"),
            Map.entry("unknown_ca", "48 tlsv1 alert unknown ca"),
            Map.entry("access_denied", "49 tlsv1 alert access denied"),
            Map.entry("decode_error", "50 tlsv1 alert decode error"),
            Map.entry("decrypt_error", "51 tlsv1 alert decrypt error"),
            Map.entry("protocol_version", "70 tlsv1 alert protocol version"),
            Map.entry("insufficient_security", "71 tlsv1 alert insufficient security"),
            Map.entry("internal_error", "80 tlsv1 alert internal error"),
            Map.entry("user_canceled", "90 tlsv1 alert user cancelled"),
            Map.entry("unrecognized_name", "112 tlsv1 unrecognized name"),
            Map.entry("certificate_required", "116 tlsv13 alert certificate required"),
            Map.entry("no_application_protocol", "120 tlsv1 alert no application protocol"));

    /** Pairs of a part of JSSE's message and OpenSSL's error. */
    private static final String[][] WORDS = {
        {"no cipher suites in common", "0A0000C1:SSL routines::no shared cipher"},
        {"No available authentication scheme", "0A000076:SSL routines::no suitable signature algorithm"},
        {"Unknown handshake type", "0A0000F4:SSL routines::unexpected message"},
        {"Insufficient buffer remaining for AEAD", "0A000119:SSL routines::decryption failed or bad record mac"},
        {"is not enabled or supported in server context", "0A000102:SSL routines::unsupported protocol"},
        {"are not accepted by server preferences", "0A000102:SSL routines::unsupported protocol"},
        {"is not enabled or not supported", "0A000102:SSL routines::unsupported protocol"},
        {"server selected protocol version", "0A000102:SSL routines::unsupported protocol"},
        {"No appropriate protocol", "0A0000BF:SSL routines::no protocols available"},
        {"application layer protocol", "0A0000EB:SSL routines::no application protocol"},
        {"application protocol", "0A0000EB:SSL routines::no application protocol"},
        {"Unsupported or unrecognized SSL message", "0A00010B:SSL routines::wrong version number"},
        {"plaintext connection", "0A00010B:SSL routines::wrong version number"},
        {"Unknown record type", "0A00010B:SSL routines::wrong version number"},
        {"Unsupported record version", "0A00010B:SSL routines::wrong version number"},
        {"named group", "0A000065:SSL routines::no suitable key share"},
        {"Tag mismatch", "0A000119:SSL routines::decryption failed or bad record mac"},
        {"bad record MAC", "0A000119:SSL routines::decryption failed or bad record mac"},
    };

    private OpenSslError() {}

    /** Describes a failed handshake as nginx's error log does before {@code while SSL handshaking}. */
    public static String handshake(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && !isUpstream(root)) {
            root = root.getCause();
        }
        String message = String.valueOf(root.getMessage());
        if (isUpstream(root)) {
            return message.substring(message.indexOf("upstream SSL certificate"));
        }
        // https://github.com/netty/netty/issues/8463: thrown by an engine that is closed without a close_notify.
        // The comparison of texts can be removed when the exception has a type or a code of its own.
        if (root instanceof EOFException || message.contains("closing inbound before receiving peer's close_notify")) {
            return "peer closed connection in SSL handshake";
        }
        if (!(root instanceof SSLException) && root instanceof IOException) {
            return "SSL_do_handshake() failed ("
                    + (message.contains("reset") ? "104: Connection reset by peer" : message) + ")";
        }
        return "SSL_do_handshake() failed (SSL: error:" + words(message) + ")";
    }

    private static boolean isUpstream(Throwable cause) {
        return String.valueOf(cause.getMessage()).contains("upstream SSL certificate");
    }

    private static String words(String message) {
        int alert = message.indexOf(RECEIVED);
        if (alert >= 0) {
            String known = ALERTS.get(message.substring(alert + RECEIVED.length()));
            if (known != null) {
                int space = known.indexOf(' ');
                int number = Integer.parseInt(known.substring(0, space));
                return String.format("0A%06X", 1000 + number) + ":SSL routines:"
                        + known.substring(space).replaceFirst(" ", ":") + ":SSL alert number " + number;
            }
        }
        for (String[] word : WORDS) {
            if (message.contains(word[0])) {
                return word[1];
            }
        }
        return "0A000001:SSL routines::" + message;
    }
}
