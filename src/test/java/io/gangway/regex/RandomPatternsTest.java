package io.gangway.regex;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Programs against two other engines, with many random patterns: what matches, and every group. */
class RandomPatternsTest {
    private static final int LIMIT = 10_000_000;
    private static final int PATTERNS = 20_000;

    /**
     * What PCRE2 10.48 answered to patterns of {@link RandomPattern}: pattern, subject, and begin and end of each group or
     * {@code none}. It ran without its optimisations, which have mistakes: {@code (a+(?>|K)){3}} must match {@code aaaa}. What
     * ended with its match limit is left out.
     */
    @Test
    void a_program_matches_as_pcre() throws IOException {
        List<String> lines = recorded();
        assertThat(lines).hasSizeGreaterThan(2000);
        for (String line : lines) {
            String[] words = line.split("\t", -1);
            String pattern = unescaped(words[0]);
            RegexProgram program = RegexProgram.of(RegexParser.parse(pattern, false));
            assertThat(program).as(pattern).isNotNull();
            assertThat(response(new Search(program, unescaped(words[1]), LIMIT).run()))
                    .as(line)
                    .isEqualTo(words[2]);
        }
    }

    @Test
    void a_program_matches_as_java_where_java_agrees_with_pcre() {
        var random = new RandomPattern(20261130);
        int groupsCompared = 0;
        for (int i = 0; i < PATTERNS; i++) {
            String pattern = random.pattern(2);
            Syntax syntax = RegexParser.parse(pattern, false);
            if (repeatsNothing(syntax.root())) {
                continue;
            }
            RegexProgram program = RegexProgram.of(syntax);
            JdkPattern java = JdkPattern.of(syntax, pattern);
            boolean groups = !keepsGroups(syntax.root());
            for (int k = 0; k < 3; k++) {
                String subject = random.subject();
                if (subject.isEmpty() && pattern.contains("(?m:^)")) {
                    // Java finds no begin of a line in an empty text.
                    continue;
                }
                int[] found = new Search(program, subject, LIMIT).run();
                int[] expected = java.match(subject, LIMIT);
                assertThat(compared(found, groups))
                        .as(pattern + " on " + subject)
                        .isEqualTo(compared(expected, groups));
                groupsCompared += groups && found != null && found.length > 2 ? 1 : 0;
            }
        }
        assertThat(groupsCompared).isGreaterThan(PATTERNS / 6);
    }

    private static List<Integer> compared(int[] slots, boolean groups) {
        return slots == null ? null : Arrays.stream(slots).boxed().toList().subList(0, groups ? slots.length : 2);
    }

    /** Java's loops end one turn early when a turn takes nothing, and so other groups may have taken part. */
    private static boolean repeatsNothing(RegexNode node) {
        return node instanceof RegexNode.Repeat repeat && repeat.inner().nullable()
                || inner(node).stream().anyMatch(RandomPatternsTest::repeatsNothing);
    }

    /** Java keeps what was captured within a repeated group, a lookahead, an atomic group, and then taken back. */
    private static boolean keepsGroups(RegexNode node) {
        if (node instanceof RegexNode.Repeat repeat) {
            boolean possessive = repeat.quantifier().kind() == Quantifier.Kind.POSSESSIVE;
            boolean one = repeat.inner() instanceof RegexNode.Capture && !possessive;
            if (hasGroups(one ? ((RegexNode.Capture) repeat.inner()).inner() : repeat.inner())) {
                return true;
            }
        }
        return node instanceof RegexNode.Alone && hasGroups(node)
                || inner(node).stream().anyMatch(RandomPatternsTest::keepsGroups);
    }

    private static boolean hasGroups(RegexNode node) {
        return node instanceof RegexNode.Capture || inner(node).stream().anyMatch(RandomPatternsTest::hasGroups);
    }

    private static List<RegexNode> inner(RegexNode node) {
        if (node instanceof RegexNode.Sequence sequence) {
            return sequence.parts();
        }
        if (node instanceof RegexNode.Alternation alternation) {
            return alternation.branches();
        }
        if (node instanceof RegexNode.Capture capture) {
            return List.of(capture.inner());
        }
        if (node instanceof RegexNode.Alone alone) {
            return List.of(alone.inner());
        }
        return node instanceof RegexNode.Repeat repeat ? List.of(repeat.inner()) : List.of();
    }

    private static List<String> recorded() throws IOException {
        try (InputStream in = RandomPatternsTest.class.getResourceAsStream("/regex/pcre2-10.48.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .toList();
        }
    }

    private static String response(int[] slots) {
        return slots == null ? "none" : Arrays.toString(slots).replaceAll("[\\[\\] ]", "");
    }

    /** {@code %0a} and the like; the patterns have no other percent sign. */
    private static String unescaped(String text) {
        var plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            boolean escape = text.charAt(i) == '%';
            plain.append(escape ? (char) Integer.parseInt(text.substring(i + 1, i + 3), 16) : text.charAt(i));
            i += escape ? 2 : 0;
        }
        return plain.toString();
    }
}
