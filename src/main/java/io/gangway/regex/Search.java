package io.gangway.regex;

import java.util.Arrays;

/**
 * One search of a {@link Program} in a subject: backtracking, as PCRE does it, that never tries what has failed before, so
 * that the work is at most the size of the program times that of the subject. Belongs to one match on one thread.
 *
 * <p>How it goes on from an instruction depends on the position, and on how many of the innermost loops have taken no byte in
 * their turn: {@code idle}. When one has taken a byte, so have those around it.
 */
final class Search {
    /** So many bits of what has failed, and so many ints of what is to be tried, for one search. */
    private static final int MAX_FAILED_BITS = 64 << 20;

    private static final int MAX_STACK = 4 << 20;

    /**
     * Ints of a frame. To go on with an instruction: it, position, any, idle. To take up a run: it and the number of all, last
     * position, lowest position, idle there. To set a slot back: its complement, position, any, any.
     */
    private static final int FRAME = 4;

    private final Program program;
    private final String subject;
    private final int length;
    private final int limit;
    private final long[] failed;
    private final int[] slots;
    private int[] stack = new int[16 * FRAME];
    private int top;
    private int steps;

    /** What was noted in {@link #failed} within groups that match by themselves. */
    private int[] noted = {};

    private int notedCount;
    private int inside;

    // Where it is.
    private int pc;
    private int at;
    private int idle;

    /** @throws WorkLimit when there is not enough memory for it */
    Search(Program program, String subject, int limit) {
        this.program = program;
        this.subject = subject;
        this.limit = limit;
        length = subject.length();
        long bits = (long) program.memoCount * (program.depth + 1) * (length + 1);
        if (bits > MAX_FAILED_BITS) {
            throw new WorkLimit();
        }
        failed = new long[(int) ((bits + 63) >> 6)];
        slots = new int[program.slots];
    }

    /**
     * Begin and end of each group, -1 where one took no part; null when there is no match.
     *
     * @throws WorkLimit when it takes too much work
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
        while (true) {
            count(1);
            if (program.memos[pc] >= 0 && !enter(idle, at)) {
                return false;
            }
            switch (program.ops[pc]) {
                case BYTE -> {
                    if (at == length || subject.charAt(at) != program.args[pc]) {
                        return false;
                    }
                    at++;
                    idle = 0;
                }
                case SET -> {
                    if (at == length || !has(program.sets[pc], at)) {
                        return false;
                    }
                    at++;
                    idle = 0;
                }
                case RUN -> runThrough(unlimitedEnd());
                case BOUNDED_RUN -> runThrough(boundedEnd());
                case SPLIT -> push(program.args[pc], at, 0, idle);
                case SAVE -> {
                    int slot = program.args[pc];
                    push(~slot, slots[slot], 0, 0);
                    slots[slot] = at;
                }
                case ASSERT -> {
                    if (!holds(program.args[pc])) {
                        return false;
                    }
                }
                case ENTER -> idle++;
                case LEAVE -> {
                    if (idle == 0) {
                        pc = program.args[pc];
                        continue;
                    }
                    idle--;
                }
                case AHEAD, NOT_AHEAD, ATOMIC -> {
                    if (!alone()) {
                        return false;
                    }
                }
                case MATCH -> {
                    return true;
                }
            }
            pc = program.next[pc];
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
                fewer(frame, program.next[what - program.ops.length]);
                return true;
            }
        }
        return false;
    }

    // ---- groups that match by themselves

    /** Tries the group of the instruction; false when that fails. */
    private boolean alone() {
        int group = pc;
        int from = at;
        int idleBefore = idle;
        int base = top;
        int notedBefore = notedCount;
        pc = program.args[group];
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
        Program.Op op = program.ops[group];
        pc = group;
        if (op != Program.Op.ATOMIC) {
            at = from;
            idle = idleBefore;
        }
        // A failure sets the slots back by what is left in the stack.
        return matches == (op != Program.Op.NOT_AHEAD);
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

    /** Where the run from here ends; not where another has been before, for behind that all has failed. */
    private int unlimitedEnd() {
        boolean[] set = program.sets[pc];
        int end = at;
        while (end < length && has(set, end)) {
            if (!enter(0, end + 1)) {
                break;
            }
            end++;
        }
        return end;
    }

    private int boundedEnd() {
        boolean[] set = program.sets[pc];
        int most = (int) Math.min(length, (long) at + program.args[pc]);
        int end = at;
        while (end < most && has(set, end)) {
            end++;
        }
        return end;
    }

    private void runThrough(int end) {
        count(end - at);
        if (end > at) {
            push(program.ops.length + pc, end, at, idle);
            at = end;
            idle = 0;
        }
    }

    /** Lets a run take fewer bytes, so many that what follows can take the next one. */
    private void fewer(int frame, int following) {
        int lowest = stack[frame + 2];
        int end = stack[frame + 1] - 1;
        if (program.ops[following] == Program.Op.BYTE) {
            int wanted = program.args[following];
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
        pc = following;
        at = end;
        idle = end == lowest ? stack[frame + 3] : 0;
    }

    // ---- what has been tried, and is to be tried

    /** Notes that it is here; false when it has been before. */
    private boolean enter(int idleNow, int position) {
        long bit = ((long) program.memos[pc] * (program.depth + 1) + idleNow) * (length + 1) + position;
        int word = (int) (bit >> 6);
        long mask = 1L << bit;
        if ((failed[word] & mask) != 0) {
            return false;
        }
        failed[word] |= mask;
        if (inside > 0) {
            note((int) bit);
        }
        return true;
    }

    private void note(int bit) {
        if (notedCount == noted.length) {
            noted = Arrays.copyOf(noted, Math.max(64, 2 * notedCount));
        }
        noted[notedCount++] = bit;
    }

    private void push(int what, int position, int lowest, int idleThen) {
        if (top == stack.length) {
            if (top >= MAX_STACK) {
                throw new WorkLimit();
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
            throw new WorkLimit();
        }
    }

    // ---- the subject

    private boolean has(boolean[] set, int position) {
        char c = subject.charAt(position);
        return c < set.length && set[c];
    }

    private boolean holds(int assertion) {
        return switch (ASSERTIONS[assertion]) {
            case BEGIN -> at == 0;
            case END -> at == length;
            case LAST_LINE_END -> at == length || at == length - 1 && subject.charAt(at) == '\n';
            case LINE_BEGIN -> at == 0 || at < length && subject.charAt(at - 1) == '\n';
            case LINE_END -> at == length || subject.charAt(at) == '\n';
            case WORD_BOUNDARY -> isWord(at - 1) != isWord(at);
            case NO_WORD_BOUNDARY -> isWord(at - 1) == isWord(at);
        };
    }

    private static final Node.Assertion[] ASSERTIONS = Node.Assertion.values();

    private boolean isWord(int position) {
        if (position < 0 || position >= length) {
            return false;
        }
        char c = subject.charAt(position);
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }
}
