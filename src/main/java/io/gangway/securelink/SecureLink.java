package io.gangway.securelink;

import io.gangway.conf.ConfErrors;
import io.gangway.config.Context;
import io.gangway.config.Scope;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The effective settings of a level.
 *
 * @param link {@code secure_link}, or null
 * @param md5 {@code secure_link_md5}, or null
 * @param secret {@code secure_link_secret}, or null; then the others are null
 */
record SecureLink(Template link, Template md5, String secret) {
    private static final SecureLink NONE = new SecureLink(null, null, null);
    private static final int MAX_HASH_LENGTH = 24;
    private static final int HEX_HASH_LENGTH = 32;

    /**
     * The settings of a level. As in nginx, {@code secure_link_secret} replaces {@code secure_link} and
     * {@code secure_link_md5} of outer levels, and these replace an outer secret. Mixing them on one level is an error,
     * except in http, where the secret is ignored.
     */
    static SecureLink of(Scope scope) {
        if (scope == null) {
            return NONE;
        }
        Template link = scope.own(SecureLinkModule.SECURE_LINK);
        Template md5 = scope.own(SecureLinkModule.SECURE_LINK_MD5);
        String secret = scope.own(SecureLinkModule.SECURE_LINK_SECRET);
        if (secret != null && scope.context() != Context.HTTP) {
            if (link != null || md5 != null) {
                throw ConfErrors.atClose(
                        http(scope).node(),
                        "\"secure_link_secret\" cannot be mixed with \"secure_link\" and \"secure_link_md5\"");
            }
            return new SecureLink(null, null, secret);
        }
        SecureLink outer = of(scope.parent());
        Template inheritedLink = link == null ? outer.link : link;
        Template inheritedMd5 = md5 == null ? outer.md5 : md5;
        boolean none = inheritedLink == null && inheritedMd5 == null;
        return new SecureLink(inheritedLink, inheritedMd5, none ? secret == null ? outer.secret : secret : null);
    }

    private static Scope http(Scope scope) {
        return scope.context() == Context.HTTP ? scope : http(scope.parent());
    }

    /** Whether the hash, in base64url, is that of {@link #md5}. */
    boolean isValid(String hash, Exchange x) {
        if (hash.length() > MAX_HASH_LENGTH) {
            return false;
        }
        int end = hash.indexOf('=');
        byte[] decoded;
        try {
            decoded = Base64.getUrlDecoder().decode(end < 0 ? hash : hash.substring(0, end));
        } catch (IllegalArgumentException e) {
            return false;
        }
        return MessageDigest.isEqual(decoded, hash(md5.render(x)));
    }

    /** The part after the hash in {@code /prefix/hash/link}; null if the hash is wrong. */
    String path(String unparsed) {
        int first = unparsed.indexOf('/', 1);
        int second = first < 0 ? -1 : unparsed.indexOf('/', first + 1);
        if (second - first - 1 != HEX_HASH_LENGTH || second + 1 == unparsed.length()) {
            return null;
        }
        String hash = unparsed.substring(first + 1, second);
        String rest = unparsed.substring(second + 1);
        return hash.equalsIgnoreCase(HexFormat.of().formatHex(hash(rest + secret))) ? rest : null;
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
