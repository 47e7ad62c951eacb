package io.gangway.cli;

/** What a running process can be told, by a signal or by {@code -s}. */
enum Command {
    /** Read the configuration again. */
    RELOAD("HUP", 1),
    /** Open the log files again. */
    REOPEN("USR1", 10),
    /** End when the running exchanges have ended. */
    QUIT("QUIT", 3),
    /** End at once. */
    STOP("TERM", 15);

    /** HotSpot keeps QUIT for thread dumps: the launcher sends this one in its place. */
    // https://bugs.openjdk.org/browse/JDK-8279124: what HotSpot does with SIGQUIT.
    // This can go when a JVM gives QUIT away without -Xrs, which takes HUP, INT and TERM.
    static final String QUIT_OF_JVM = "ALRM";

    private final String signal;
    private final int number;

    Command(String signal, int number) {
        this.signal = signal;
        this.number = number;
    }

    /** The signal that nginx takes for it, without SIG. */
    String signal() {
        return signal;
    }

    /** The signal's number on Linux. */
    int number() {
        return number;
    }
}
