package io.gangway.regex;

import java.util.Arrays;

/**
 * A search of a {@link RegexProgram} in a subject: backtracks as PCRE does, but never tries again what has failed
 * before. So the work is at most the size of the program times the length of the subject; a lookahead or an atomic
 * group may cost that much at each position where it matches. Belongs to one match on one thread.
 *
 * <p>Whether an instruction leads to a match depends on the position and on {@code idle}: how many of the innermost
 * loops have taken no byte in their current iteration. When a loop has taken a byte, so have the loops around it.
 */
final class Search {
    /** The maximum number of bits in {@link #failed}, and of ints in {@link #stack}. */
    private static final int MAX_FAILED_BITS = 32 << 20;

    private static final int MAX_STACK = 2 << 20;

    /**
     * Ints of a frame. To continue with an instruction: its index, position, unused, idle. To continue a run: its index
     * plus the number of all instructions, last position, lowest position, idle there. To restore a slot: its
     * complement, position, unused, unused.
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

    /** Bits that were set in {@link #failed} within independent groups. */
    private int[] noted = NOTHING;

    private int notedCount;
    private int inside;

    // Where it continues, and the state in which it matched.
    private int pc;
    private int at;
    private int idle;

    /** @throws WorkLimitException when it would need too much memory */
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
     * Start and end of each group, -1 where one did not take part; null when there is no match.
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

    /** The number of instructions executed and bytes looked at. */
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

    /** Runs until it matches, or nothing is left above {@code base} on the stack. */
    private boolean goOn(int base) {
        do {
            if (forward()) {
                return true;
            }
        } while (back(base));
        return false;
    }

    /** Continues until it matches or fails. */
    private boolean forward() {
        // Local variables are faster than fields.
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

    /** Takes the next alternative; false when nothing is left above {@code base} on the stack. */
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

    // ---- independent groups

    /** Whether the instructions from {@code first} on match; {@link #at} is then where the match ends. */
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

    /** Keeps only those frames above {@code base} that restore slots. */
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

    /** The end of a run. It stops where an earlier run has been, as everything after that has failed. */
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

    /** Shortens a run, at least to a position from which what follows can take its next byte. */
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

    // ---- what has failed, and what is still to be tried

    /** Records a state; false when it was recorded before. */
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
