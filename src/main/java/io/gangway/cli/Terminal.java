package io.gangway.cli;

import java.io.Console;

/** Detects whether stderr is a terminal. */
final class Terminal {
    private Terminal() {}

    /** The launcher reports it by a system property; without a launcher the JVM is asked. */
    static boolean isAttached() {
        if (System.getProperty("gangway.pid") != null) {
            return Boolean.getBoolean("gangway.terminal");
        }
        return hasConsole();
    }

    /** Whether stdout may have colours: it is a terminal, and the variable {@code NO_COLOR} is not set. */
    // https://no-color.org: a variable that many programs respect.
    static boolean hasColours(String noColor) {
        return (noColor == null || noColor.isEmpty()) && hasConsole();
    }

    private static boolean hasConsole() {
        Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** Since JDK 22 there is a console without a terminal too, and a method that distinguishes them. */
    private static boolean isTerminal(Console console) {
        try {
            // https://bugs.openjdk.org/browse/JDK-8308591: since JDK 22 System.console() is not null without a
            // terminal.
            // Reflection can go when JDK 22 is the minimum version.
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            // An older JDK: a console is a terminal.
            return true;
        }
    }
}
