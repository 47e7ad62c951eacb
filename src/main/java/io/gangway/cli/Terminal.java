package io.gangway.cli;

import java.io.Console;

/** Whether a person reads what this process writes to stderr. */
final class Terminal {
    private Terminal() {}

    /** The launcher has looked and tells; without it the JVM is asked. */
    static boolean isAttached() {
        if (System.getProperty("gangway.pid") != null) {
            return Boolean.getBoolean("gangway.terminal");
        }
        Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** Since JDK 22 there is a console also where there is no terminal, and a method that tells. */
    private static boolean isTerminal(Console console) {
        try {
            // https://bugs.openjdk.org/browse/JDK-8308591: since JDK 22 System.console() is there without a terminal.
            // Reflection can go when JDK 22 is the oldest that is supported.
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            // An older JDK: a console is a terminal.
            return true;
        }
    }
}
