package io.gangway.check;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.conf.Node;
import io.gangway.conf.Parser;
import io.gangway.conf.PathName;
import io.gangway.conf.Tree;
import io.gangway.config.Configuration;
import io.gangway.config.ReadDirective;
import io.gangway.report.Finding;
import io.gangway.report.Report;
import io.gangway.report.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Compares the directives of a configuration with what Gangway supports. It may be a part of one, such as a file with
 * {@code server} blocks only. Files that directives name, hosts and variables are not checked: that is {@code -t}.
 */
public final class Checker {
    /** The rule of notes about included files that cannot be read. */
    private static final String MISSING_INCLUDE = "missing_include";

    private final Configuration configuration = Configuration.ofModules();
    private final boolean all;

    /** @param all whether the report also has the directives that are the same as in nginx */
    public Checker(boolean all) {
        this.all = all;
    }

    /**
     * Checks a file.
     *
     * @param file its path, one char per byte
     * @throws ConfException for a file that cannot be read, and for a syntax error
     */
    public Report check(String file) {
        List<Finding> findings = new ArrayList<>();
        Tree tree = Parser.lenient(file, error -> findings.add(missing(error)));
        tree.throwFailure();
        Path path = PathName.toPath(file).toAbsolutePath();
        Environment environment = new Environment(path.getParent(), path, null, "");
        Map<DirectiveVerdict, Long> counts = new EnumMap<>(DirectiveVerdict.class);
        Set<Node> covered = Collections.newSetFromMap(new IdentityHashMap<>());
        for (ReadDirective directive : configuration.readAll(environment, tree)) {
            if (covered.contains(directive.node())) {
                continue;
            }
            if (!tree.paths().contains(directive.node().position().file())) {
                continue; // Gangway's own copy of a file such as mime.types
            }
            DirectiveVerdict verdict = verdict(directive);
            boolean whole = directive.declaration() == null || verdict == DirectiveVerdict.NOT_SUPPORTED;
            if (whole) {
                cover(directive.node(), covered);
            }
            counts.merge(verdict, whole ? size(directive.node()) : 1, Long::sum);
            if (all || verdict != DirectiveVerdict.SAME) {
                findings.add(finding(directive, verdict));
            }
        }
        return new Report("check", DirectiveVerdict.texts(), findings, summary(counts), figures(counts));
    }

    private static DirectiveVerdict verdict(ReadDirective directive) {
        if (hasError(directive)) {
            return directive.error().isAboutGangway() ? DirectiveVerdict.NOT_SUPPORTED : DirectiveVerdict.INVALID;
        }
        if (!directive.declaration().effective()) {
            return DirectiveVerdict.NO_EFFECT;
        }
        return directive.declaration().differs(directive.node()) ? DirectiveVerdict.DIFFERS : DirectiveVerdict.SAME;
    }

    /** What a directive names may be defined in a file that is not here, or be a file of another machine. */
    private static boolean hasError(ReadDirective directive) {
        return directive.error() != null
                && !directive.error().getMessage().matches("(?s)(unknown log format |open\\(\\) ).*");
    }

    private static Finding finding(ReadDirective directive, DirectiveVerdict verdict) {
        Node node = directive.node();
        String message = "\"" + node.name() + "\": " + withoutDot(message(directive, verdict));
        String remedy = "";
        if (hasError(directive)) {
            message = withoutPosition(directive.error());
            remedy = directive.error().hint() == null ? "" : directive.error().hint();
        }
        return Finding.at(node.position(), verdict.text().name(), verdict.text().severity(), message, remedy);
    }

    private static String message(ReadDirective directive, DirectiveVerdict verdict) {
        return verdict == DirectiveVerdict.SAME || hasError(directive)
                ? verdict.text().summary()
                : directive.declaration().text().differs();
    }

    private static String withoutDot(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private static Finding missing(ConfException error) {
        return Finding.at(error.position(), MISSING_INCLUDE, Severity.NOTE, withoutPosition(error), "");
    }

    private static String withoutPosition(ConfException error) {
        String position = " in " + error.position();
        String message = error.getMessage();
        return message.endsWith(position) ? message.substring(0, message.length() - position.length()) : message;
    }

    /** With a block that is unknown or not supported, so is everything in it. */
    private static void cover(Node node, Set<Node> covered) {
        if (node.block() != null) {
            covered.addAll(node.block());
            node.block().forEach(inner -> cover(inner, covered));
        }
    }

    private static long size(Node node) {
        return 1
                + (node.block() == null
                        ? 0
                        : node.block().stream().mapToLong(Checker::size).sum());
    }

    private static List<String> summary(Map<DirectiveVerdict, Long> counts) {
        long total = total(counts);
        if (total == 0) {
            return List.of("no directives");
        }
        List<String> parts = new ArrayList<>();
        counts.forEach((verdict, count) -> parts.add(String.format(
                Locale.ROOT,
                "%6d  %5.1f %%  %s",
                count,
                100.0 * count / total,
                verdict.text().summary())));
        parts.add(0, total + " directives:");
        parts.add(runs(counts) ? "Gangway runs this file." : "Gangway does not start with this file.");
        return parts;
    }

    private static boolean runs(Map<DirectiveVerdict, Long> counts) {
        return !counts.containsKey(DirectiveVerdict.NOT_SUPPORTED) && !counts.containsKey(DirectiveVerdict.INVALID);
    }

    private static long total(Map<DirectiveVerdict, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<String, Object> figures(Map<DirectiveVerdict, Long> counts) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("directives", total(counts));
        for (DirectiveVerdict verdict : DirectiveVerdict.values()) {
            figures.put(verdict.text().name(), counts.getOrDefault(verdict, 0L));
        }
        figures.put("runs", runs(counts));
        return figures;
    }
}
