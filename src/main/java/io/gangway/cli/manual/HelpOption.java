package io.gangway.cli.manual;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An option, as a line of a help text describes it.
 *
 * @param names all of them, with dashes: {@code -c} and {@code --config}
 * @param value what its value is, in capitals; null for an option without one
 * @param optional whether the value may be left out
 * @param summary the sentence
 */
record HelpOption(List<String> names, String value, boolean optional, String summary) {
    private static final Pattern LINE =
            Pattern.compile(" +((?:-\\S, )*(?:--[a-z0-9-]+|-[a-z]))(?: (\\[?[A-Z][A-Z=]*]?))? +(\\S.*)");

    /** An option that only the line {@code Usage:} has. */
    private static final Pattern USAGE = Pattern.compile("\\[(-\\w) ([A-Z]+)]");

    /** Words that are listed at the end of a sentence: {@code to a process: stop, quit}. */
    private static final Pattern WORDS = Pattern.compile("(?:.*: )?((?:[a-z-]+, )+[a-z-]+)(?: \\(.*\\))?");

    /** Reads a line; null when it describes no option. */
    static HelpOption read(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return null;
        }
        String value = matcher.group(2);
        return new HelpOption(
                List.of(matcher.group(1).split(", ")),
                value == null ? null : value.replaceAll("[\\[\\]]", ""),
                value != null && value.startsWith("["),
                matcher.group(3));
    }

    /** The same with more of its sentence, from the next line of the help text. */
    HelpOption continued(String line) {
        return new HelpOption(names, value, optional, summary + " " + line.strip());
    }

    /** Reads the options of a line {@code Usage:}. */
    static List<HelpOption> ofUsage(String line) {
        return USAGE.matcher(line)
                .results()
                .map(found -> new HelpOption(List.of(found.group(1)), found.group(2), false, ""))
                .toList();
    }

    /** The same with the long names and the sentence of an option of the program. */
    HelpOption completedBy(List<HelpOption> program) {
        return program.stream()
                .filter(option -> option.names.contains(names.get(0)))
                .findFirst()
                .orElse(this);
    }

    /** The names that are offered to who types; {@code -?} is a pattern of shells. */
    List<String> typed() {
        return names.stream().filter(name -> !name.equals("-?")).toList();
    }

    boolean isFile() {
        return "FILE".equals(value);
    }

    boolean isDirectory() {
        return value != null && List.of("DIR", "DIRECTORY", "PREFIX").contains(value);
    }

    /** The words that its sentence lists as values; empty for none. */
    List<String> words() {
        Matcher matcher = WORDS.matcher(summary);
        return value != null && matcher.matches() ? List.of(matcher.group(1).split(", ")) : List.of();
    }
}
