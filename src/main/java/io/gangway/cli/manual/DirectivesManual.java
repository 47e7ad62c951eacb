package io.gangway.cli.manual;

import io.gangway.config.Context;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveText;
import java.util.List;
import java.util.stream.Collectors;

/** The lines of {@code gangway.conf.5} that come from the declarations of the directives, sorted by name. */
record DirectivesManual(List<Directive<?>> directives) {

    /** {@code @DIRECTIVES}; null for another line. */
    String expand(String line) {
        return line.equals("@DIRECTIVES")
                ? directives.stream().map(DirectivesManual::entry).collect(Collectors.joining())
                : null;
    }

    private static String entry(Directive<?> directive) {
        DirectiveText text = directive.text();
        String entry = ".SS " + Roff.escaped(directive.name()) + "\n.PD 0\n"
                + ".TP 10\nSyntax:\n" + text.syntax().stream().map(Roff::text).collect(Collectors.joining(".br\n"))
                + item("Default", text.defaultInFile())
                + item("Context", Context.text(directive.contexts()))
                + (text.since() == null ? "" : item("Since", "nginx " + text.since()))
                + ".PD\n.PP\n" + Roff.text(text.meaning());
        if (text.differs() != null) {
            entry += ".PP\nDiffers:\n" + Roff.text(text.differs());
        }
        if (text.example() != null) {
            entry += ".PP\n.RS 4\n.nf\n" + Roff.code(text.example()) + ".fi\n.RE\n";
        }
        if (text.danger() != null) {
            entry += ".PP\nDanger:\n" + Roff.text(text.danger());
        }
        return entry;
    }

    private static String item(String name, String value) {
        return ".TP\n" + name + ":\n" + Roff.text(value);
    }
}
