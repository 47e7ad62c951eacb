package io.gangway.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The options with a long name; most also have nginx's letter. */
enum LongOption {
    HELP("help", 'h', "[DIRECTIVE]", "print this help, or the meaning of a directive"),
    VERSION("version", 'v', null, "print the version"),
    FEATURES("features", 'V', null, "print the version and its features"),
    TEST("test", 't', null, "check the configuration and exit"),
    DUMP("dump", 'T', null, "check the configuration, print it and exit"),
    QUIET("quiet", 'q', null, "with -t: print nothing if all is well"),
    SIGNAL("signal", 's', "SIGNAL", "signal a running process: stop, quit, reopen, reload"),
    PREFIX("prefix", 'p', "DIRECTORY", "where relative paths start"),
    ERROR_LOG("error-log", 'e', "FILE", "error log until the configuration names one (default: stderr)"),
    CONFIG("config", 'c', "FILE", "the configuration file"),
    GLOBALS("globals", 'g', "DIRECTIVES", "more directives for the main context"),
    ADMIN("admin", (char) 0, "ADDRESS", "serve the console: a port of this machine, host:port or unix:PATH"),
    ADMIN_TOKEN("admin-token", (char) 0, "TOKEN", "what permits changes there, or file:PATH (default: a new one)"),
    CONTROL("control", 'l', "ADDRESS", "serve nginx's Control API: unix:PATH or 127.0.0.1:PORT"),
    LENIENT("lenient", (char) 0, null, "leave out what is known and not supported"),
    VERBOSE("verbose", (char) 0, null, "print addresses and log files, as on a terminal");

    private final String text;
    private final char letter;
    private final String value;
    private final String summary;

    LongOption(String text, char letter, String value, String summary) {
        this.text = text;
        this.letter = letter;
        this.value = value;
        this.summary = summary;
    }

    /** Finds an option by its long name, without dashes. */
    static Optional<LongOption> find(String name) {
        return Arrays.stream(values())
                .filter(option -> option.text.equals(name))
                .findFirst();
    }

    /** All long names, with dashes. */
    static List<String> names() {
        return Arrays.stream(values()).map(option -> "--" + option.text).toList();
    }

    /** nginx's letter for it, or 0. */
    char letter() {
        return letter;
    }

    /** Whether a value is required. */
    boolean hasValue() {
        return value != null && this != HELP;
    }

    /** Whether a value may be joined to the name. */
    boolean mayHaveValue() {
        return value != null;
    }

    /** The help line. */
    String help() {
        String letters = letter == 0 ? "" : letter == 'h' ? "-?, -h," : "-" + letter + ",";
        return String.format("  %7s --%-20s %s", letters, value == null ? text : text + " " + value, summary);
    }
}
