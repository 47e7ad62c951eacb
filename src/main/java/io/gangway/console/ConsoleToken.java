package io.gangway.console;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes tokens that permit changes, for a console whose user gives none. */
public final class ConsoleToken {
    private static final int BYTES = 18;

    private ConsoleToken() {}

    /** A new token of 24 characters that need no escape in a URL or a header. */
    public static String generate() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
