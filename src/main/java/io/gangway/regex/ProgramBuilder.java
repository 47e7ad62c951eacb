package io.gangway.regex;

import io.gangway.regex.RegexProgram.Op;
import java.util.ArrayList;
import java.util.List;

/** Builds the instructions of a pattern from its end to its start. Belongs to one {@link RegexProgram}. */
final class ProgramBuilder {
    final List<Op> ops = new ArrayList<>();
    final List<Integer> next = new ArrayList<>();
    final List<Integer> args = new ArrayList<>();
    final List<boolean[]> sets = new ArrayList<>();
    int depth;
    private int inside;

    int add(Op op, int following, int arg, boolean[] set) {
        ops.add(op);
        next.add(following);
        args.add(arg);
        sets.add(set);
        return ops.size() - 1;
    }

    /** Adds the instructions for a node that is followed by {@code following}; returns the first of them. */
    int emit(RegexNode node, int following) {
        if (node instanceof RegexNode.Bytes bytes) {
            int only = bytes.set().only();
            return only >= 0
                    ? add(Op.BYTE, following, only, null)
                    : add(Op.SET, following, 0, bytes.set().table());
        }
        if (node instanceof RegexNode.Sequence sequence) {
            int at = following;
            for (int i = sequence.parts().size() - 1; i >= 0; i--) {
                at = emit(sequence.parts().get(i), at);
            }
            return at;
        }
        if (node instanceof RegexNode.Alternation alternation) {
            return alternation(alternation.branches(), following);
        }
        if (node instanceof RegexNode.Capture capture) {
            int end = add(Op.SAVE, following, 2 * capture.number() + 1, null);
            return add(Op.SAVE, emit(capture.inner(), end), 2 * capture.number(), null);
        }
        if (node instanceof RegexNode.Repeat repeat) {
            return repeat(repeat, following);
        }
        if (node instanceof RegexNode.Assertion assertion) {
            return add(Op.ASSERT, following, assertion.ordinal(), null);
        }
        if (node instanceof RegexNode.Alone alone) {
            Op op = switch (alone.kind()) {
                case AHEAD -> Op.AHEAD;
                case NOT_AHEAD -> Op.NOT_AHEAD;
                case ATOMIC -> Op.ATOMIC;
                case BEHIND, NOT_BEHIND -> throw new IllegalArgumentException("no instruction for " + node.java());
            };
            return alone(op, alone.inner(), following);
        }
        throw new IllegalArgumentException("no instruction for " + node.java());
    }

    private int alternation(List<RegexNode> branches, int following) {
        int at = emit(branches.get(branches.size() - 1), following);
        for (int i = branches.size() - 2; i >= 0; i--) {
            at = add(Op.SPLIT, emit(branches.get(i), following), at, null);
        }
        return at;
    }

    private int alone(Op op, RegexNode inner, int following) {
        return add(op, following, emit(inner, add(Op.MATCH, -1, 0, null)), null);
    }

    /** Copies for the required iterations, then the optional ones. */
    private int repeat(RegexNode.Repeat repeat, int following) {
        if (repeat.quantifier().kind() == Quantifier.Kind.POSSESSIVE) {
            return alone(Op.ATOMIC, repeat.greedy(), following);
        }
        RegexNode inner = repeat.inner();
        int min = repeat.quantifier().min();
        int max = repeat.quantifier().max();
        boolean greedy = repeat.quantifier().kind() == Quantifier.Kind.GREEDY;
        int copies = min;
        int at = following;
        if (max != Quantifier.UNLIMITED) {
            if (max > min && repeat.isRun()) {
                at = add(Op.BOUNDED_RUN, following, max - min, inner.single().table());
            } else {
                for (int i = min; i < max; i++) {
                    at = split(emit(inner, at), following, greedy);
                }
            }
        } else if (repeat.isRun()) {
            at = add(Op.RUN, following, 0, inner.single().table());
        } else {
            at = loop(inner, min == 0, greedy, following);
            copies = Math.max(0, min - 1);
        }
        for (int i = 0; i < copies; i++) {
            at = emit(inner, at);
        }
        return at;
    }

    private int split(int inner, int after, boolean greedy) {
        return greedy ? add(Op.SPLIT, inner, after, null) : add(Op.SPLIT, after, inner, null);
    }

    /** As in PCRE an iteration that takes no byte is the last one. */
    private int loop(RegexNode inner, boolean optional, boolean greedy, int after) {
        int again = add(Op.SPLIT, after, after, null);
        int body;
        if (inner.nullable()) {
            inside++;
            depth = Math.max(depth, inside);
            body = add(Op.ENTER, emit(inner, add(Op.LEAVE, after, again, null)), 0, null);
            inside--;
        } else {
            body = emit(inner, again);
        }
        (greedy ? next : args).set(again, body);
        return optional ? again : body;
    }
}
