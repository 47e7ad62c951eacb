package io.gangway.cli.manual;

import java.util.List;
import java.util.stream.Collectors;

/** The lines of {@code gangway.8} that come from the help texts. */
record OptionsManual(HelpPages help) {

    /** {@code @OPTIONS}, {@code @OPTIONS COMMAND} and {@code @COMMANDS}; null for another line. */
    String expand(String line) {
        if (line.equals("@COMMANDS")) {
            return help.commands().stream().map(OptionsManual::command).collect(Collectors.joining());
        }
        if (line.equals("@OPTIONS")) {
            return options(help.program().options());
        }
        return help.commands().stream()
                .filter(page -> line.equals("@OPTIONS " + page.command()))
                .findFirst()
                .map(page -> options(page.options()))
                .orElse(null);
    }

    private static String command(HelpPage page) {
        return ".TP 11\n.B " + page.command() + "\n" + Roff.text(page.summary());
    }

    private static String options(List<HelpOption> options) {
        return options.stream().map(OptionsManual::option).collect(Collectors.joining());
    }

    private static String option(HelpOption option) {
        String names = option.names().stream()
                .map(name -> "\\fB" + Roff.escaped(name) + "\\fR")
                .collect(Collectors.joining(", "));
        String value = option.value() == null ? "" : "\\fI" + Roff.escaped(option.value()) + "\\fR";
        String argument = value.isEmpty() ? "" : option.optional() ? " [" + value + "]" : " " + value;
        return ".TP\n" + names + argument + "\n" + Roff.text(option.summary());
    }
}
