package io.gangway.cli;

import io.gangway.conf.ConfException;
import io.gangway.config.Configuration;
import io.gangway.config.Context;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveText;
import io.gangway.config.Directives;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The output of {@code -h DIRECTIVE}: the text of docs/directives.md, for a terminal. */
final class DirectiveHelp {
    private static final int WIDTH = 78;

    private final Directives directives;

    DirectiveHelp(Directives directives) {
        this.directives = directives;
    }

    /** The help for all directives. */
    static DirectiveHelp load() {
        return new DirectiveHelp(Configuration.ofModules().directives());
    }

    /** The lines about a directive, for each of its meanings; empty if the name is unknown. */
    List<String> page(String name) {
        List<String> lines = new ArrayList<>();
        for (Directive<?> directive : directives.named(name)) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            describe(directive, lines);
        }
        return lines;
    }

    /** The error for a name that is not a directive; empty if it is one. */
    List<String> error(String name) {
        if (!directives.named(name).isEmpty()) {
            return List.of();
        }
        ConfException unknown = directives.unknown(name);
        String hint = unknown.hint() != null ? unknown.hint() : similar(name);
        return hint == null ? List.of(unknown.getMessage()) : List.of(unknown.getMessage(), hint);
    }

    private String similar(String part) {
        String names = directives.all().stream()
                .map(Directive::name)
                .filter(name -> name.contains(part))
                .distinct()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? null : "there are " + names;
    }

    private static void describe(Directive<?> directive, List<String> lines) {
        DirectiveText text = directive.text();
        String label = "Syntax:   ";
        for (String form : text.syntax()) {
            wrap(label, form, lines);
            label = " ".repeat(label.length());
        }
        wrap("Default:  ", text.defaultInFile(), lines);
        wrap("Context:  ", Context.text(directive.contexts()), lines);
        if (text.since() != null) {
            lines.add("Since:    nginx " + text.since());
        }
        part("", text.meaning(), lines);
        part("Differs:  ", text.differs(), lines);
        if (text.example() != null) {
            lines.add("");
            lines.add("Example:");
            Arrays.stream(text.example().split("\n")).forEach(line -> lines.add("    " + line));
        }
        part("Danger:   ", text.danger(), lines);
    }

    /** Sentences in lines for a terminal. */
    static String wrapped(String sentences) {
        List<String> lines = new ArrayList<>();
        wrap("", sentences, lines);
        return String.join("\n", lines) + "\n";
    }

    private static void part(String label, String sentences, List<String> lines) {
        if (sentences != null && !sentences.isEmpty()) {
            lines.add("");
            wrap(label, sentences, lines);
        }
    }

    private static void wrap(String label, String text, List<String> lines) {
        String indent = " ".repeat(label.length());
        StringBuilder line = new StringBuilder(label);
        for (String word : text.split(" ")) {
            if (line.length() > label.length() && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
            }
            line.append(line.length() > label.length() ? " " : "").append(word);
        }
        lines.add(line.toString());
    }
}
