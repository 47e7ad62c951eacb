package io.gangway.regex;

import java.util.List;

/**
 * A regular expression as nginx has it: PCRE syntax, on bytes (one char per byte), ASCII rules for case and classes.
 * Immutable and safe for any thread.
 *
 * <p>A pattern without references and lookbehind becomes a {@link RegexProgram}, whose {@link Search} tries nothing twice;
 * other patterns run on {@code java.util.regex}. Both have a limit of ten million steps, which plays the part of PCRE's
 * match limit.
 */
public final class Regex {
    private static final int MATCH_LIMIT = 10_000_000;

    private final String source;
    private final Syntax syntax;

    /** Null for a pattern without one. */
    private final RegexProgram program;

    /** Null when there is a program. */
    private final JdkPattern pattern;

    private Regex(String source, Syntax syntax) {
        this.source = source;
        this.syntax = syntax;
        program = RegexProgram.of(syntax);
        pattern = program == null ? JdkPattern.of(syntax, source) : null;
    }

    /**
     * Compiles a pattern.
     *
     * @param caseInsensitive as with {@code ~*}
     * @throws RegexException when PCRE would refuse it, or when {@code java.util.regex} lacks what it uses
     */
    public static Regex compile(String pattern, boolean caseInsensitive) {
        return new Regex(pattern, RegexParser.parse(pattern, caseInsensitive));
    }

    /** The names of the named groups, by number. */
    public List<String> names() {
        return syntax.names();
    }

    /** The number of groups without group 0. */
    public int groups() {
        return syntax.groups();
    }

    /** The number of a named group; -1 when there is none of that name. */
    public int group(String name) {
        return syntax.numbers().getOrDefault(name, -1);
    }

    /**
     * Finds the first match in the subject.
     *
     * @return null when there is no match
     * @throws RegexLimitException when the match takes too much work, so that the result is unknown
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

    /** The pattern as written. */
    @Override
    public String toString() {
        return source;
    }
}
