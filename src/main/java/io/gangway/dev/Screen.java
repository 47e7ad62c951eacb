package io.gangway.dev;

import io.gangway.conf.Block;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

/** Where the lines for the developer go, each with the time. Safe for all threads. */
final class Screen {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final PrintStream out;

    Screen(PrintStream out) {
        this.out = out;
    }

    /** A line; what does not belong on a terminal is shown as a dot. */
    void line(String text) {
        out.println(LocalTime.now().format(TIME) + " " + printable(text));
    }

    /** Text as it is. */
    void print(String text) {
        out.print(text);
        out.flush();
    }

    /** A configuration, one char per byte. */
    void print(Block configuration) {
        print(new String(configuration.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    static String printable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> clean.appendCodePoint(Character.isISOControl(c) ? '·' : c));
        return clean.toString();
    }
}
