package io.gangway.regex;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern on {@code java.util.regex}, for patterns without a {@link RegexProgram}. Matching may take time exponential in
 * the subject, so it has a limit. When the caller's stack is too small, the match is run again on a thread with a large
 * one. Immutable.
 */
final class JdkPattern {
    private static final long DEEP_STACK = 64L << 20;

    private final Pattern pattern;

    private JdkPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** @throws RegexException when java.util.regex refuses it */
    static JdkPattern of(Syntax syntax, String source) {
        try {
            return new JdkPattern(Pattern.compile(syntax.root().java(), Pattern.UNIX_LINES));
        } catch (PatternSyntaxException e) {
            var in = new PatternText(source);
            if (e.getDescription().startsWith("Look-behind")) {
                throw in.error("length of lookbehind assertion is not limited", 0);
            }
            throw in.unsupported(e.getDescription(), 0);
        }
    }

    /**
     * Start and end of each group, -1 where one did not take part; null when there is no match.
     *
     * @param limit maximum number of looks at the subject
     * @throws WorkLimitException when there are more
     */
    int[] match(String subject, int limit) {
        try {
            return find(subject, limit);
        } catch (StackOverflowError e) {
            return findDeep(subject, limit);
        }
    }

    private int[] find(String subject, int limit) {
        Matcher matcher = pattern.matcher(new MeteredInput(subject, limit));
        if (!matcher.find()) {
            return null;
        }
        int[] slots = new int[2 * (matcher.groupCount() + 1)];
        for (int group = 0; group <= matcher.groupCount(); group++) {
            slots[2 * group] = matcher.start(group);
            slots[2 * group + 1] = matcher.end(group);
        }
        return slots;
    }

    /** java.util.regex recurses once per iteration of a loop over groups. PCRE uses the heap instead of the stack. */
    private int[] findDeep(String subject, int limit) {
        // https://bugs.openjdk.org/browse/JDK-8260866: open; a repeated alternation overflows the stack.
        // The thread can go when java.util.regex takes heap for it.
        var task = new Runnable() {
            private int[] slots;
            private boolean exhausted;

            @Override
            public void run() {
                try {
                    slots = find(subject, limit);
                } catch (WorkLimitException | StackOverflowError e) {
                    exhausted = true;
                }
            }
        };
        Thread thread = new Thread(null, task, "gangway-regex", DEEP_STACK);
        thread.setDaemon(true);
        thread.start();
        join(thread);
        if (task.exhausted) {
            throw new WorkLimitException();
        }
        return task.slots;
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
}
