package io.gangway.dev;

import io.gangway.conf.Block;
import io.gangway.conf.ByteText;
import java.io.PrintStream;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

/** Prints lines for the developer, each with the time. Thread-safe. */
final class Screen {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final PrintStream out;

    Screen(PrintStream out) {
        this.out = out;
    }

    /** Prints a line; control characters become dots. */
    void line(String text) {
        out.println(LocalTime.now().format(TIME) + " " + printable(text));
    }

    /** Prints text unchanged. */
    void print(String text) {
        out.print(text);
        out.flush();
    }

    /** Prints a configuration, whose chars are bytes of UTF-8. */
    void print(Block configuration) {
        print(ByteText.utf8(configuration.toString()));
    }

    static String printable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> clean.appendCodePoint(Character.isISOControl(c) ? '·' : c));
        return clean.toString();
    }
}
