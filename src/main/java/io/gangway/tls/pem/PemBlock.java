package io.gangway.tls.pem;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A block of PEM text (RFC 7468, with the RFC 1421 headers of OpenSSL's old encrypted keys).
 *
 * @param label such as CERTIFICATE
 * @param dekInfo the value of the DEK-Info header, or null
 * @param data decoded
 */
record PemBlock(String label, String dekInfo, byte[] data) {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /**
     * Parses the blocks of a text; text between them is ignored.
     *
     * @throws IllegalArgumentException with OpenSSL's wording
     */
    static List<PemBlock> read(String text) {
        List<PemBlock> blocks = new ArrayList<>();
        String label = null;
        String dekInfo = null;
        StringBuilder body = new StringBuilder();
        for (String raw : text.split("\r\n|\n|\r")) {
            String line = raw.strip();
            if (label == null) {
                if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
                    label = line.substring(BEGIN.length(), line.length() - DASHES.length());
                    dekInfo = null;
                    body.setLength(0);
                }
            } else if (line.startsWith(END)) {
                if (!line.equals(END + label + DASHES)) {
                    throw new IllegalArgumentException("error:04800066:PEM routines::bad end line");
                }
                blocks.add(new PemBlock(label, dekInfo, decode(body.toString())));
                label = null;
            } else if (line.startsWith("DEK-Info:")) {
                dekInfo = line.substring("DEK-Info:".length()).strip();
            } else if (line.indexOf(':') < 0) {
                body.append(line);
            }
        }
        if (label != null) {
            throw new IllegalArgumentException("error:04800066:PEM routines::bad end line");
        }
        return blocks;
    }

    private static byte[] decode(String body) {
        try {
            return Base64.getDecoder().decode(body.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("error:04800064:PEM routines::bad base64 decode", e);
        }
    }
}
