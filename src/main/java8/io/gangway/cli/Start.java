package io.gangway.cli;

import java.lang.reflect.InvocationTargetException;

/**
 * Where {@code gangway.jar} begins. Compiled for Java 8: an older JVM, which cannot read the rest, can say so in a sentence.
 */
public final class Start {
    private static final int OLDEST = 17;

    private Start() {}

    /** Goes on with {@code Main}, which is named by text since a compiler for Java 8 cannot read it either. */
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

    /** What is said of a version that is too old; null for others. */
    static String refusal(String version, String home) {
        return major(version) >= OLDEST
                ? null
                : "gangway: [emerg] Java " + version + " is too old: Gangway needs Java " + OLDEST
                        + " or newer; this one is in " + home;
    }

    /** Of {@code 1.8} it is 8. What cannot be read is new enough. */
    private static int major(String version) {
        try {
            return Integer.parseInt(version.startsWith("1.") ? version.substring(2) : version);
        } catch (NumberFormatException e) {
            return OLDEST;
        }
    }
}
