package io.gangway.lint;

import io.gangway.lint.classic.ClassicRules;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.websocket.WebSocketRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All rules. */
public final class LintRules {
    private static final List<LintRule> ALL = Stream.concat(ClassicRules.all().stream(), WebSocketRules.all().stream())
            .sorted(Comparator.comparing(rule -> rule.text().name()))
            .toList();

    private LintRules() {}

    /** All rules, by name. */
    public static List<LintRule> all() {
        return ALL;
    }

    /** Finds a rule by its name. */
    public static Optional<LintRule> find(String name) {
        return ALL.stream().filter(rule -> rule.text().name().equals(name)).findFirst();
    }

    /**
     * An example of a rule.
     *
     * @param kind {@code bad} or {@code good}
     */
    public static String example(LintRule rule, String kind) {
        String resource = rule.text().name() + "/" + kind + ".conf";
        try (InputStream in = LintRules.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
