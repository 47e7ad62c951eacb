package io.gangway.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.Jetty;

/**
 * The Jetty on the class path. A build that manages Jetty's version, as Spring Boot 3 does, may put an older one there, with which
 * nothing would be answered.
 */
final class JettyVersion {
    private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)\\..*");
    private static final int MAJOR = 12;
    private static final int MINOR = 1;

    private JettyVersion() {}

    /**
     * Does nothing when it is recent enough.
     *
     * @throws IllegalStateException when it is too old; the message is for the user
     */
    static void check() {
        // https://github.com/wiremock/wiremock-spring-boot/issues/137: what happens to others without such a check.
        // It can go when no supported Spring Boot manages a Jetty before 12.1.
        String refusal = refusal(Jetty.VERSION);
        if (refusal != null) {
            throw new IllegalStateException(refusal);
        }
    }

    /** Null when that version will do, or is not known, as in one jar with everything in it. */
    static String refusal(String version) {
        Matcher numbers = NUMBERS.matcher(version);
        if (!numbers.matches()) {
            return null;
        }
        int major = Integer.parseInt(numbers.group(1));
        int minor = Integer.parseInt(numbers.group(2));
        boolean old = major < MAJOR || major == MAJOR && minor < MINOR;
        return old
                ? "Jetty on the class path: " + version + " (expected: " + MAJOR + "." + MINOR
                        + " or newer; Spring Boot manages it: set the property jetty.version)"
                : null;
    }
}
