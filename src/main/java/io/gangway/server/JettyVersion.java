package io.gangway.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.Jetty;

/**
 * Checks the version of Jetty on the class path. A build that manages Jetty's version, as Spring Boot 3 does, may
 * select an older one, with which no request would work.
 */
final class JettyVersion {
    private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)\\..*");
    private static final int MAJOR = 12;
    private static final int MINOR = 1;

    private JettyVersion() {}

    /**
     * Does nothing when Jetty is recent enough.
     *
     * @throws IllegalStateException when it is too old; the message is for the user
     */
    static void check() {
        // https://github.com/wiremock/wiremock-spring-boot/issues/137: what happens without such a check. It can go
        // when no supported Spring Boot manages a Jetty before 12.1.
        String error = error(version());
        if (error != null) {
            throw new IllegalStateException(error);
        }
    }

    /** Unknown in the executable jar, which has its Jetty in it: to initialize the class would take milliseconds. */
    private static String version() {
        boolean executable = "Gangway".equals(Jetty.class.getPackage().getImplementationTitle());
        return executable ? "" : Jetty.VERSION;
    }

    /** Returns null when the version is supported, or unknown as in a jar with all dependencies in it. */
    static String error(String version) {
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
