package io.gangway.core;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Variable;
import io.gangway.net.ProxyHeader;
import java.util.Map;

/** {@code $proxy_protocol_tlv_NAME}: a TLV of a PROXY header of version 2. */
final class ProxyTlv implements Variable.Getter {
    private static final Map<String, Integer> TYPES =
            Map.of("alpn", 0x01, "authority", 0x02, "unique_id", 0x05, "ssl", 0x20, "netns", 0x30);
    private static final Map<String, Integer> TYPES_OF_SSL =
            Map.of("version", 0x21, "cn", 0x22, "cipher", 0x23, "sig_alg", 0x24, "key_alg", 0x25);

    private static final String SSL = "ssl_";

    /** Length of the fixed part of the value of {@code ssl}: flags of the client, and the result of verification. */
    private static final int SSL_HEAD = 5;

    private static final int HEAD = 3;

    /** A TLV exceeds its container. */
    private static final class BrokenException extends Exception {
        private static final long serialVersionUID = 1;
    }

    private final String name;
    private final boolean ssl;
    private final String part;

    /**
     * @param name the variable's name after the prefix, in lower case
     */
    ProxyTlv(String name) {
        this.name = name;
        ssl = name.startsWith(SSL);
        part = ssl ? name.substring(SSL.length()) : name;
    }

    @Override
    public String get(Exchange x) {
        ProxyHeader header = x.client().proxyHeader();
        if (header == null || !header.hasSource()) {
            return null;
        }
        try {
            return find(x, header.tlvs());
        } catch (BrokenException e) {
            x.log(LogLevel.ERROR, "broken PROXY protocol TLV");
            return null;
        }
    }

    private String find(Exchange x, String tlvs) throws BrokenException {
        String within = tlvs;
        if (ssl) {
            String value = find(tlvs, TYPES.get("ssl"));
            if (value == null || value.length() < SSL_HEAD) {
                return null;
            }
            if (part.equals("verify")) {
                return Long.toString(number(value, 1, SSL_HEAD));
            }
            within = value.substring(SSL_HEAD);
        }
        if (part.startsWith("0x")) {
            if (!part.matches("0x0*[0-9a-f]{1,15}")) {
                x.log(LogLevel.ERROR, "invalid PROXY protocol TLV \"" + name + "\"");
                return null;
            }
            return find(within, Long.parseLong(part.substring(2), 16));
        }
        Integer type = (ssl ? TYPES_OF_SSL : TYPES).get(part);
        if (type == null) {
            x.log(LogLevel.ERROR, "unknown PROXY protocol TLV \"" + name + "\"");
            return null;
        }
        return find(within, type);
    }

    private static String find(String tlvs, long type) throws BrokenException {
        for (int at = 0; at < tlvs.length(); ) {
            int from = at + HEAD;
            if (from > tlvs.length()) {
                throw new BrokenException();
            }
            int to = from + (int) number(tlvs, at + 1, from);
            if (to > tlvs.length()) {
                throw new BrokenException();
            }
            if (tlvs.charAt(at) == type) {
                return tlvs.substring(from, to);
            }
            at = to;
        }
        return null;
    }

    private static long number(String bytes, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number << 8 | bytes.charAt(i);
        }
        return number;
    }
}
