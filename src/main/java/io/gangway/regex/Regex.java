package io.gangway.regex;

import java.util.List;

/**
 * A regular expression as nginx has it: PCRE syntax, on bytes (one char per byte), ASCII rules for case and classes.
 * Immutable and safe for any thread.
 *
 * <p>A pattern without references and lookbehind is matched in time that grows with its size and the length of the subject
 * ({@link RegexProgram}), the others by {@code java.util.regex}. Either has a limit of ten million steps, which is PCRE's own match
 * limit in spirit.
 */
public final class Regex {
    private static final int MATCH_LIMIT = 10_000_000;

    private final String source;
    private final Syntax syntax;

    /** Null for a pattern that has none. */
    private final RegexProgram program;

    /** Null where there is a program. */
    private final JdkPattern pattern;

    private Regex(String source, Syntax syntax) {
        this.source = source;
        this.syntax = syntax;
        program = RegexProgram.of(syntax);
        pattern = program == null ? JdkPattern.of(syntax, source) : null;
    }

    /**
     * Reads a pattern.
     *
     * @param caseInsensitive as with {@code ~*}
     * @throws RegexException when PCRE would refuse it, or when it uses what {@code java.util.regex} does not have
     */
    public static Regex compile(String pattern, boolean caseInsensitive) {
        return new Regex(pattern, RegexParser.parse(pattern, caseInsensitive));
    }

    /** The names of named groups, in the order of their numbers. */
    public List<String> names() {
        return syntax.names();
    }

    /** How many groups there are, group 0 not counted. */
    public int groups() {
        return syntax.groups();
    }

    /** The number of a named group; -1 when there is none. */
    public int group(String name) {
        return syntax.numbers().getOrDefault(name, -1);
    }

    /**
     * Looks for the first match anywhere in the subject.
     *
     * @return null when there is none
     * @throws RegexLimitException when it takes too much work, so that nobody knows
     */
    public Match match(String subject) {
        try {
            int[] slots = program == null
                    ? pattern.match(subject, MATCH_LIMIT)
                    : new Search(program, subject, MATCH_LIMIT).run();
            return slots == null ? null : new Match(this, subject, slots);
        } catch (WorkLimitException e) {
            throw new RegexLimitException(subject, source);
        }
    }

    /** The pattern as it was written. */
    @Override
    public String toString() {
        return source;
    }
}
