package io.gangway.regex;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A regular expression as nginx has it: PCRE syntax, on bytes (one char per byte), ASCII rules for case and classes.
 * Immutable and safe for any thread.
 *
 * <p>One match looks at the subject at most ten million times, which is PCRE's own match limit in spirit. A match that
 * needs a deeper stack than the caller's is run once more on a thread with a large one.
 */
public final class Regex {
    private static final int MATCH_LIMIT = 10_000_000;
    private static final long DEEP_STACK = 64L << 20;

    private final String source;
    private final Pattern pattern;
    private final int groups;
    private final Map<String, Integer> names;

    private Regex(String source, Translation translation) {
        this.source = source;
        this.pattern = translation.pattern();
        this.groups = translation.groups();
        this.names = translation.names();
    }

    /**
     * Translates a pattern.
     *
     * @param caseInsensitive as with {@code ~*}
     * @throws RegexException when PCRE would refuse it, or when it uses what {@code java.util.regex} does not have
     */
    public static Regex compile(String pattern, boolean caseInsensitive) {
        return new Regex(pattern, Translator.translate(pattern, caseInsensitive));
    }

    /** The names of named groups, in the order of their numbers. */
    public List<String> names() {
        return List.copyOf(names.keySet());
    }

    /** How many groups there are, group 0 not counted. */
    public int groups() {
        return groups;
    }

    /** The number of a named group; -1 when there is none. */
    public int group(String name) {
        return names.getOrDefault(name, -1);
    }

    /**
     * Looks for the first match anywhere in the subject.
     *
     * @return null when there is none
     * @throws RegexLimitException when it takes too much work
     */
    public Match match(String subject) {
        try {
            return find(subject);
        } catch (MeteredInput.Exhausted e) {
            throw new RegexLimitException(subject, source);
        } catch (StackOverflowError e) {
            return findDeep(subject);
        }
    }

    private Match find(String subject) {
        Matcher matcher = pattern.matcher(new MeteredInput(subject, MATCH_LIMIT));
        return matcher.find() ? new Match(this, subject, matcher) : null;
    }

    /** java.util.regex recurses once per turn of a loop over groups: PCRE takes heap where it takes stack. */
    private Match findDeep(String subject) {
        var task = new Runnable() {
            private Match match;
            private boolean exhausted;

            @Override
            public void run() {
                try {
                    match = find(subject);
                } catch (MeteredInput.Exhausted | StackOverflowError e) {
                    exhausted = true;
                }
            }
        };
        Thread thread = new Thread(null, task, "gangway-regex", DEEP_STACK);
        thread.setDaemon(true);
        thread.start();
        join(thread);
        if (task.exhausted) {
            throw new RegexLimitException(subject, source);
        }
        return task.match;
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The pattern as it was written. */
    @Override
    public String toString() {
        return source;
    }
}
