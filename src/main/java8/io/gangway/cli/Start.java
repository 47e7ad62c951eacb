package io.gangway.cli;

import java.lang.reflect.InvocationTargetException;

/**
 * The main class of {@code gangway.jar}. Compiled for Java 8, so that an older JVM, which cannot load the other
 * classes, prints an error in one sentence.
 */
public final class Start {
    private static final int OLDEST = 17;

    private Start() {}

    /** Calls {@code Main} by reflection, since a compiler for Java 8 cannot read that class either. */
    public static void main(String[] args) throws Throwable {
        String refusal = refusal(System.getProperty("java.specification.version", ""), System.getProperty("java.home"));
        if (refusal != null) {
            System.err.println(refusal);
            System.exit(1);
        }
        try {
            Class.forName("io.gangway.cli.Main").getMethod("main", String[].class).invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** The error message for a version that is too old; null for others. */
    static String refusal(String version, String home) {
        return major(version) >= OLDEST
                ? null
                : "gangway: [emerg] Java " + version + " is too old: Gangway needs Java " + OLDEST
                        + " or newer; this one is in " + home;
    }

    /** 8 for {@code 1.8}. A version that cannot be parsed counts as new enough. */
    private static int major(String version) {
        try {
            return Integer.parseInt(version.startsWith("1.") ? version.substring(2) : version);
        } catch (NumberFormatException e) {
            return OLDEST;
        }
    }
}
