package io.gangway.regex;

import java.util.List;

/** A node of a parsed pattern. Immutable. */
sealed interface RegexNode {
    /** The node in the syntax of java.util.regex. */
    String java();

    /** The bytes, when it matches exactly one byte and captures nothing; else null. */
    default ByteSet single() {
        return null;
    }

    /** Whether it can match the empty string. */
    boolean nullable();

    /** The number of its instructions in a {@link RegexProgram}; {@link #NONE} when a program cannot have it. */
    long size();

    /** More than any program has, and small enough to be multiplied by a quantifier. */
    long NONE = 1L << 40;

    /** One byte of a set, which must not change any more. */
    record Bytes(ByteSet set) implements RegexNode {
        @Override
        public String java() {
            return set.toJava();
        }

        @Override
        public ByteSet single() {
            return set;
        }

        @Override
        public boolean nullable() {
            return false;
        }

        @Override
        public long size() {
            return 1;
        }
    }

    /** Nodes one after another; without any, the empty string. */
    record Sequence(List<RegexNode> parts) implements RegexNode {
        static RegexNode of(List<RegexNode> parts) {
            return parts.size() == 1 ? parts.get(0) : new Sequence(List.copyOf(parts));
        }

        @Override
        public String java() {
            return String.join("", parts.stream().map(RegexNode::java).toList());
        }

        @Override
        public boolean nullable() {
            return parts.stream().allMatch(RegexNode::nullable);
        }

        @Override
        public long size() {
            return Math.min(NONE, parts.stream().mapToLong(RegexNode::size).sum());
        }
    }

    /** The first branch that leads to a match. */
    record Alternation(List<RegexNode> branches) implements RegexNode {
        @Override
        public String java() {
            return "(?:"
                    + String.join("|", branches.stream().map(RegexNode::java).toList()) + ")";
        }

        @Override
        public boolean nullable() {
            return branches.stream().anyMatch(RegexNode::nullable);
        }

        @Override
        public long size() {
            return Math.min(NONE, branches.stream().mapToLong(RegexNode::size).sum() + branches.size() - 1);
        }
    }

    /** A capturing group. */
    record Capture(int number, RegexNode inner) implements RegexNode {
        @Override
        public String java() {
            return "(" + inner.java() + ")";
        }

        @Override
        public boolean nullable() {
            return inner.nullable();
        }

        @Override
        public long size() {
            return Math.min(NONE, inner.size() + 2);
        }
    }

    /** A node repeated. */
    record Repeat(RegexNode inner, Quantifier quantifier) implements RegexNode {
        @Override
        public String java() {
            boolean atom = inner instanceof Bytes || inner instanceof Capture;
            return (atom ? inner.java() : "(?:" + inner.java() + ")") + quantifier.java();
        }

        @Override
        public boolean nullable() {
            return quantifier.min() == 0 || inner.nullable();
        }

        @Override
        public long size() {
            return Math.min(NONE, repeated());
        }

        private long repeated() {
            if (quantifier.kind() == Quantifier.Kind.POSSESSIVE) {
                return greedy().size() + 2;
            }
            int min = quantifier.min();
            if (quantifier.max() == Quantifier.UNLIMITED) {
                return isRun() ? min + 1 : inner.size() * Math.max(min, 1) + 3;
            }
            int optional = quantifier.max() - min;
            return isRun() ? min + 1 : inner.size() * min + (inner.size() + 1) * optional;
        }

        /** The same as greedy when it is not possessive. */
        Repeat greedy() {
            return new Repeat(inner, new Quantifier(quantifier.min(), quantifier.max(), Quantifier.Kind.GREEDY));
        }

        /** Whether a single instruction repeats it. */
        boolean isRun() {
            return inner.single() != null && quantifier.kind() == Quantifier.Kind.GREEDY;
        }
    }

    /** Conditions on a position alone. */
    enum Assertion implements RegexNode {
        BEGIN("\\A"),
        END("\\z"),
        /** The end, or before a newline at the end. */
        LAST_LINE_END("\\Z"),
        LINE_BEGIN("(?m:^)"),
        LINE_END("(?m:$)"),
        WORD_BOUNDARY("(?:(?<=\\w)(?!\\w)|(?<!\\w)(?=\\w))"),
        NO_WORD_BOUNDARY("(?:(?<=\\w)(?=\\w)|(?<!\\w)(?!\\w))");

        private final String java;

        Assertion(String java) {
            this.java = java;
        }

        @Override
        public String java() {
            return java;
        }

        @Override
        public boolean nullable() {
            return true;
        }

        @Override
        public long size() {
            return 1;
        }
    }

    /** A group that matches independently and once: what follows does not make it try again. */
    record Alone(Kind kind, RegexNode inner) implements RegexNode {
        enum Kind {
            AHEAD("(?="),
            NOT_AHEAD("(?!"),
            BEHIND("(?<="),
            NOT_BEHIND("(?<!"),
            ATOMIC("(?>");

            private final String open;

            Kind(String open) {
                this.open = open;
            }

            String open() {
                return open;
            }
        }

        @Override
        public String java() {
            return "(?:" + kind.open + inner.java() + "))";
        }

        @Override
        public boolean nullable() {
            return kind != Kind.ATOMIC || inner.nullable();
        }

        @Override
        public long size() {
            boolean behind = kind == Kind.BEHIND || kind == Kind.NOT_BEHIND;
            return behind ? NONE : Math.min(NONE, inner.size() + 2);
        }
    }

    /** The text that a group captured. */
    record Reference(int number, boolean caseless) implements RegexNode {
        @Override
        public String java() {
            return (caseless ? "(?i:\\" : "(?:\\") + number + ")";
        }

        @Override
        public boolean nullable() {
            return true;
        }

        @Override
        public long size() {
            return NONE;
        }
    }
}
