package io.gangway.core;

import io.gangway.exchange.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The user and password of {@code Authorization: Basic}. One char per byte.
 *
 * @param user not empty
 * @param password may be empty
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7617">RFC 7617</a>
 */
public record Credentials(String user, String password) {
    private static final String SCHEME = "Basic ";

    /** The credentials of a request, or null. */
    public static Credentials of(Request request) {
        String field = request.head().fields().get("Authorization");
        if (field == null || !field.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        String text = decoded(field.substring(SCHEME.length()).strip());
        int colon = text.indexOf(':');
        return colon <= 0 ? null : new Credentials(text.substring(0, colon), text.substring(colon + 1));
    }

    /** As in nginx, the text ends at the first padding character. */
    private static String decoded(String base64) {
        int padding = base64.indexOf('=');
        try {
            byte[] bytes = Base64.getDecoder().decode(padding < 0 ? base64 : base64.substring(0, padding));
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }

    /** Returns the user without the password. */
    @Override
    public String toString() {
        return user;
    }
}
