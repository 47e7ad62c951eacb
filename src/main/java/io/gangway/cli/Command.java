package io.gangway.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The commands for a running process, given by a signal or by {@code -s}. */
enum Command {
    /** Reload the configuration. */
    RELOAD("HUP", 1),
    /** Reopen the log files. */
    REOPEN("USR1", 10),
    /** Stop when all running exchanges have ended. */
    QUIT("QUIT", 3),
    /** Stop at once. */
    STOP("TERM", 15);

    /** HotSpot uses QUIT for thread dumps, so the launcher sends this signal instead. */
    // https://bugs.openjdk.org/browse/JDK-8279124: how HotSpot uses SIGQUIT.
    // This can go when a JVM releases QUIT without -Xrs, which would also disable HUP, INT and TERM.
    static final String QUIT_OF_JVM = "ALRM";

    private final String signal;
    private final int number;

    Command(String signal, int number) {
        this.signal = signal;
        this.number = number;
    }

    /** The word of {@code -s}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The command of a word; empty for others. */
    static Optional<Command> of(String word) {
        return Arrays.stream(values())
                .filter(command -> command.word().equals(word))
                .findFirst();
    }

    /** nginx's signal for this command, without SIG. */
    String signal() {
        return signal;
    }

    /** The signal's number on Linux. */
    int number() {
        return number;
    }
}
