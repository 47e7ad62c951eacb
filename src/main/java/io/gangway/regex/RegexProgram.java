package io.gangway.regex;

import java.util.Arrays;

/**
 * A pattern as instructions for a {@link Search}. Patterns with references, which cannot be matched in bounded time,
 * and with lookbehind have none. Immutable.
 */
final class RegexProgram {
    /** More instructions than any real pattern has; repeated parts are copied. */
    static final int MAX_SIZE = 10_000;

    /** Instructions. All but {@link #MATCH} have a next one. */
    enum Op {
        /** Matches the byte {@code arg}. */
        BYTE,
        /** Matches a byte of the set. */
        SET,
        /** Matches as many bytes of the set as there are, then fewer. */
        RUN,
        /** The same, at most {@code arg} bytes. */
        BOUNDED_RUN,
        /** Continues with the next; if that fails, with {@code arg}. */
        SPLIT,
        /** Stores the position in slot {@code arg}. */
        SAVE,
        /** Checks the {@link RegexNode.Assertion} of ordinal {@code arg}. */
        ASSERT,
        /** Starts an iteration of a loop whose body can match the empty string. */
        ENTER,
        /**
         * Ends the iteration: continues with {@code arg}, the loop, when it took a byte, else with the next, after the
         * loop.
         */
        LEAVE,
        /** Holds when the instructions from {@code arg} on match here. */
        AHEAD,
        /** Holds when they do not. */
        NOT_AHEAD,
        /** Takes what their first match takes. */
        ATOMIC,
        /** The end of the pattern, or of the instructions of one of the last three. */
        MATCH
    }

    final Op[] ops;
    final int[] next;
    final int[] args;
    final boolean[][] sets;

    /** By instruction: its index among those whose failures are remembered; -1 for those that are reached only once. */
    final int[] memos;

    final int memoCount;

    /** By run: the only byte that can follow it; -1 when there are several. */
    final int[] following;

    /** Maximum nesting of loops with ENTER. */
    final int depth;

    final int start;
    final int slots;

    /** Whether it can match only at the start. */
    final boolean anchored;

    /** By byte: whether a match can start with it; null when it can start with any byte or be empty. */
    final boolean[] first;

    RegexProgram(ProgramBuilder built, int start, int groups) {
        ops = built.ops.toArray(Op[]::new);
        next = built.next.stream().mapToInt(i -> i).toArray();
        args = built.args.stream().mapToInt(i -> i).toArray();
        sets = built.sets.toArray(boolean[][]::new);
        depth = built.depth;
        this.start = start;
        slots = 2 * (groups + 1);
        memos = new int[ops.length];
        memoCount = memos();
        following = new int[ops.length];
        Arrays.setAll(following, this::following);
        anchored = isAnchored(start, new boolean[ops.length]);
        boolean[] bytes = new boolean[256];
        first = beginsWith(start, bytes, new boolean[ops.length]) ? bytes : null;
    }

    /** The program of a pattern; null when it has none. */
    static RegexProgram of(Syntax syntax) {
        if (syntax.root().size() > MAX_SIZE) {
            return null;
        }
        var builder = new ProgramBuilder();
        int match = builder.add(Op.MATCH, -1, 0, null);
        int start = builder.emit(syntax.root(), match);
        return new RegexProgram(builder, start, syntax.groups());
    }

    /** Where two paths meet, the second need not be tried when the first has failed. */
    private int memos() {
        int[] ways = new int[ops.length];
        ways[start]++;
        for (int pc = 0; pc < ops.length; pc++) {
            if (ops[pc] != Op.MATCH) {
                ways[next[pc]] += ops[pc] == Op.BOUNDED_RUN ? 2 : 1;
            }
            switch (ops[pc]) {
                case SPLIT, LEAVE, AHEAD, NOT_AHEAD, ATOMIC -> ways[args[pc]]++;
                default -> {}
            }
        }
        int count = 0;
        for (int pc = 0; pc < ops.length; pc++) {
            memos[pc] = ways[pc] > 1 || ops[pc] == Op.RUN ? count++ : -1;
        }
        return count;
    }

    private int following(int run) {
        int pc = run;
        do {
            pc = next[pc];
        } while (pc >= 0 && ops[pc] == Op.SAVE);
        return pc >= 0 && ops[pc] == Op.BYTE ? args[pc] : -1;
    }

    private boolean isAnchored(int pc, boolean[] visited) {
        if (visited[pc]) {
            return true;
        }
        visited[pc] = true;
        return switch (ops[pc]) {
            case BYTE, SET, RUN, BOUNDED_RUN, MATCH -> false;
            case ASSERT -> args[pc] == RegexNode.Assertion.BEGIN.ordinal() || isAnchored(next[pc], visited);
            case SAVE, ENTER, AHEAD, NOT_AHEAD, ATOMIC -> isAnchored(next[pc], visited);
            case SPLIT, LEAVE -> isAnchored(next[pc], visited) && isAnchored(args[pc], visited);
        };
    }

    /** Collects the bytes with which a match can start; false when it can be empty. */
    private boolean beginsWith(int pc, boolean[] bytes, boolean[] visited) {
        if (visited[pc]) {
            return true;
        }
        visited[pc] = true;
        return switch (ops[pc]) {
            case MATCH -> false;
            case BYTE -> {
                bytes[args[pc]] = true;
                yield true;
            }
            case SET -> {
                addAll(bytes, sets[pc]);
                yield true;
            }
            case RUN, BOUNDED_RUN -> {
                addAll(bytes, sets[pc]);
                yield beginsWith(next[pc], bytes, visited);
            }
            case ASSERT, SAVE, ENTER, AHEAD, NOT_AHEAD -> beginsWith(next[pc], bytes, visited);
            case ATOMIC -> beginsWith(args[pc], bytes, visited) || beginsWith(next[pc], bytes, visited);
            // Not short-circuit: both have to be collected.
            case SPLIT, LEAVE -> beginsWith(next[pc], bytes, visited) & beginsWith(args[pc], bytes, visited);
        };
    }

    private static void addAll(boolean[] bytes, boolean[] more) {
        for (int c = 0; c < bytes.length; c++) {
            bytes[c] |= more[c];
        }
    }
}
