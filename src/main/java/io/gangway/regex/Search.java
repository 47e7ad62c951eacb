package io.gangway.regex;

import java.util.Arrays;

/**
 * One search of a {@link RegexProgram} in a subject: backtracking, as PCRE does it, that never tries what has failed before. So the
 * work is at most the size of the program times that of the subject; a lookahead or an atomic group may cost that much at each
 * place where it matches. Belongs to one match on one thread.
 *
 * <p>How it goes on from an instruction depends on the position, and on how many of the innermost loops have taken no byte in
 * their turn: {@code idle}. When one has taken a byte, so have those around it.
 */
final class Search {
    /** So many bits of what has failed, and so many ints of what is to be tried, for one search. */
    private static final int MAX_FAILED_BITS = 32 << 20;

    private static final int MAX_STACK = 2 << 20;

    /**
     * Ints of a frame. To go on with an instruction: it, position, any, idle. To take up a run: it and the number of all, last
     * position, lowest position, idle there. To set a slot back: its complement, position, any, any.
     */
    private static final int FRAME = 4;

    private static final int[] NOTHING = {};

    private final RegexProgram program;
    private final String subject;
    private final int length;
    private final int limit;
    private final long[] failed;
    private final int[] slots;
    private int[] stack = new int[8 * FRAME];
    private int top;
    private int steps;

    /** What was noted in {@link #failed} within groups that match by themselves. */
    private int[] noted = NOTHING;

    private int notedCount;
    private int inside;

    // Where it goes on, and where it was when it matched.
    private int pc;
    private int at;
    private int idle;

    /** @throws WorkLimitException when there is not enough memory for it */
    Search(RegexProgram program, String subject, int limit) {
        this.program = program;
        this.subject = subject;
        this.limit = limit;
        length = subject.length();
        long bits = (long) program.memoCount * (program.depth + 1) * (length + 1);
        if (bits > MAX_FAILED_BITS) {
            throw new WorkLimitException();
        }
        failed = new long[(int) ((bits + 63) >> 6)];
        slots = new int[program.slots];
    }

    /**
     * Begin and end of each group, -1 where one took no part; null when there is no match.
     *
     * @throws WorkLimitException when it takes too much work
     */
    int[] run() {
        Arrays.fill(slots, -1);
        boolean[] first = program.first;
        int last = program.anchored ? 0 : length;
        for (int from = 0; from <= last; from++) {
            if (first != null && !program.anchored) {
                while (from < length && !has(first, from)) {
                    from++;
                }
                if (from == length) {
                    return null;
                }
            }
            if (matches(from)) {
                slots[0] = from;
                slots[1] = at;
                return slots;
            }
        }
        return null;
    }

    /** How many instructions have been run, and bytes looked at. */
    int steps() {
        return steps;
    }

    private boolean matches(int from) {
        pc = program.start;
        at = from;
        idle = 0;
        top = 0;
        return goOn(0);
    }

    /** Until it matches, or nothing is left above {@code base} in the stack. */
    private boolean goOn(int base) {
        do {
            if (forward()) {
                return true;
            }
        } while (back(base));
        return false;
    }

    /** Goes on until it matches or fails. */
    private boolean forward() {
        // In local variables, which are faster than fields.
        int now = pc;
        int position = at;
        int idleNow = idle;
        while (true) {
            count(1);
            int memo = program.memos[now];
            if (memo >= 0 && !enter(memo, idleNow, position)) {
                return false;
            }
            int arg = program.args[now];
            switch (program.ops[now]) {
                case BYTE -> {
                    if (position == length || subject.charAt(position) != arg) {
                        return false;
                    }
                    position++;
                    idleNow = 0;
                }
                case SET -> {
                    if (position == length || !has(program.sets[now], position)) {
                        return false;
                    }
                    position++;
                    idleNow = 0;
                }
                case RUN, BOUNDED_RUN -> {
                    int end = program.ops[now] == RegexProgram.Op.RUN
                            ? end(program.sets[now], memo, position)
                            : boundedEnd(program.sets[now], arg, position);
                    if (end > position) {
                        count(end - position);
                        push(program.ops.length + now, end, position, idleNow);
                        position = end;
                        idleNow = 0;
                    }
                }
                case SPLIT -> push(arg, position, 0, idleNow);
                case SAVE -> {
                    push(~arg, slots[arg], 0, 0);
                    slots[arg] = position;
                }
                case ASSERT -> {
                    if (!holds(arg, position)) {
                        return false;
                    }
                }
                case ENTER -> idleNow++;
                case LEAVE -> {
                    if (idleNow == 0) {
                        now = arg;
                        continue;
                    }
                    idleNow--;
                }
                case AHEAD, NOT_AHEAD -> {
                    boolean wanted = program.ops[now] == RegexProgram.Op.AHEAD;
                    if (alone(arg, position, idleNow) != wanted) {
                        return false;
                    }
                }
                case ATOMIC -> {
                    if (!alone(arg, position, idleNow)) {
                        return false;
                    }
                    position = at;
                    idleNow = idle;
                }
                case MATCH -> {
                    at = position;
                    idle = idleNow;
                    return true;
                }
            }
            now = program.next[now];
        }
    }

    /** Takes up what is to be tried next; false when there is nothing left above {@code base}. */
    private boolean back(int base) {
        while (top > base) {
            int frame = top - FRAME;
            int what = stack[frame];
            if (what < 0) {
                slots[~what] = stack[frame + 1];
                top = frame;
            } else if (what < program.ops.length) {
                top = frame;
                pc = what;
                at = stack[frame + 1];
                idle = stack[frame + 3];
                return true;
            } else {
                fewer(frame, what - program.ops.length);
                return true;
            }
        }
        return false;
    }

    // ---- groups that match by themselves

    /** Whether what begins with an instruction matches; where it ends is in {@link #at} then. */
    private boolean alone(int first, int position, int idleBefore) {
        int base = top;
        int notedBefore = notedCount;
        pc = first;
        at = position;
        idle = idleBefore;
        inside++;
        boolean matches = goOn(base);
        inside--;
        if (matches) {
            // What was tried on the way has not failed.
            while (notedCount > notedBefore) {
                int bit = noted[--notedCount];
                failed[bit >> 6] &= ~(1L << bit);
            }
            forgetAlternatives(base);
        } else if (inside == 0) {
            notedCount = 0;
        }
        return matches;
    }

    /** Keeps of the stack above {@code base} what sets slots back. */
    private void forgetAlternatives(int base) {
        int kept = base;
        for (int frame = base; frame < top; frame += FRAME) {
            if (stack[frame] < 0) {
                System.arraycopy(stack, frame, stack, kept, FRAME);
                kept += FRAME;
            }
        }
        top = kept;
    }

    // ---- runs

    /** Where a run ends; not where another has been before, for behind that all has failed. */
    private int end(boolean[] set, int memo, int from) {
        int end = from;
        while (end < length && has(set, end) && enter(memo, 0, end + 1)) {
            end++;
        }
        return end;
    }

    private int boundedEnd(boolean[] set, int max, int from) {
        int last = (int) Math.min(length, (long) from + max);
        int end = from;
        while (end < last && has(set, end)) {
            end++;
        }
        return end;
    }

    /** Lets a run take fewer bytes, so many that what follows can take the next one. */
    private void fewer(int frame, int run) {
        int lowest = stack[frame + 2];
        int end = stack[frame + 1] - 1;
        int wanted = program.following[run];
        if (wanted >= 0) {
            int from = end;
            while (end > lowest && subject.charAt(end) != wanted) {
                end--;
            }
            count(from - end);
        }
        stack[frame + 1] = end;
        if (end == lowest) {
            top = frame;
        }
        pc = program.next[run];
        at = end;
        idle = end == lowest ? stack[frame + 3] : 0;
    }

    // ---- what has been tried, and is to be tried

    /** Notes that it is there; false when it has been before. */
    private boolean enter(int memo, int idleNow, int position) {
        int bit = (memo * (program.depth + 1) + idleNow) * (length + 1) + position;
        int word = bit >> 6;
        long mask = 1L << bit;
        if ((failed[word] & mask) != 0) {
            return false;
        }
        failed[word] |= mask;
        if (inside > 0) {
            note(bit);
        }
        return true;
    }

    private void note(int bit) {
        if (notedCount == noted.length) {
            if (notedCount >= MAX_STACK) {
                throw new WorkLimitException();
            }
            noted = Arrays.copyOf(noted, Math.max(64, 2 * notedCount));
        }
        noted[notedCount++] = bit;
    }

    private void push(int what, int position, int lowest, int idleThen) {
        if (top == stack.length) {
            if (top >= MAX_STACK) {
                throw new WorkLimitException();
            }
            stack = Arrays.copyOf(stack, 2 * top);
        }
        stack[top] = what;
        stack[top + 1] = position;
        stack[top + 2] = lowest;
        stack[top + 3] = idleThen;
        top += FRAME;
    }

    private void count(int more) {
        steps += more;
        if (steps > limit) {
            throw new WorkLimitException();
        }
    }

    // ---- the subject

    private boolean has(boolean[] set, int position) {
        char c = subject.charAt(position);
        return c < set.length && set[c];
    }

    private boolean holds(int assertion, int position) {
        return switch (ASSERTIONS[assertion]) {
            case BEGIN -> position == 0;
            case END -> position == length;
            case LAST_LINE_END -> position == length || position == length - 1 && subject.charAt(position) == '\n';
            case LINE_BEGIN -> position == 0 || position < length && subject.charAt(position - 1) == '\n';
            case LINE_END -> position == length || subject.charAt(position) == '\n';
            case WORD_BOUNDARY -> isWord(position - 1) != isWord(position);
            case NO_WORD_BOUNDARY -> isWord(position - 1) == isWord(position);
        };
    }

    private static final RegexNode.Assertion[] ASSERTIONS = RegexNode.Assertion.values();

    private boolean isWord(int position) {
        if (position < 0 || position >= length) {
            return false;
        }
        char c = subject.charAt(position);
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }
}
