package io.gangway.regex;

import java.util.Random;

/** Patterns, and subjects that they may match, made at random but the same for the same seed. */
final class RandomPattern {
    private static final String[] PLAIN = {"a", "b", "c", "a", "b", "K", "k", "s", "\u00e9", "\u00c9", "\\xb5"};
    private static final String[] SETS = {".", "[ab]", "[^a]", "[a-c]", "\\w", "\\W", "[bc\\n]", "\\n", "\\S", "(?s:.)"
    };
    private static final String[] ASSERTIONS = {"^", "$", "\\b", "\\B", "\\A", "\\z", "\\Z", "(?m:^)", "(?m:$)"};
    private static final String[] QUANTIFIERS = {"*", "+", "?", "{2}", "{0,2}", "{1,3}", "{2,}", "{3}", "{0,1}"};
    private static final String[] BYTES = {"a", "b", "c", "a", "b", "A", "B", "\n", "k", "K", "\u00e9", "-", "s"};

    private final Random random;

    RandomPattern(long seed) {
        random = new Random(seed);
    }

    /** {@code depth}: how many groups may be inside one another. */
    String pattern(int depth) {
        var text = new StringBuilder(sequence(depth));
        for (int more = random.nextInt(9) / 4; more > 0; more--) {
            text.append('|').append(sequence(depth));
        }
        return text.toString();
    }

    private String sequence(int depth) {
        var text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(repeatable(depth)).append(random.nextInt(3) == 0 ? quantifier() : "");
            if (random.nextInt(9) == 0) {
                text.append(pick(ASSERTIONS));
            }
        }
        return text.toString();
    }

    private String repeatable(int depth) {
        return switch (random.nextInt(depth > 0 ? 13 : 6)) {
            case 0 -> pick(SETS);
            case 6, 7 -> "(" + pattern(depth - 1) + ")";
            case 8 -> "(?:" + pattern(depth - 1) + ")";
            case 9 -> "(?i:" + pattern(depth - 1) + ")";
            case 10 -> "(?=" + pattern(depth - 1) + ")";
            case 11 -> "(?!" + pattern(depth - 1) + ")";
            case 12 -> "(?>" + pattern(depth - 1) + ")";
            default -> pick(PLAIN);
        };
    }

    private String quantifier() {
        return pick(QUANTIFIERS) + pick("", "", "", "", "", "?", "?", "+");
    }

    String subject() {
        int length = random.nextInt(random.nextInt(3) == 0 ? 30 : 9);
        int different = random.nextBoolean() ? 2 : BYTES.length;
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(BYTES[random.nextInt(different)]);
        }
        return text.append(random.nextInt(5) == 0 ? "\n" : "").toString();
    }

    private String pick(String... of) {
        return of[random.nextInt(of.length)];
    }
}
