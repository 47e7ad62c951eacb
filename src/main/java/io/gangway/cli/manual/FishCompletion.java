package io.gangway.cli.manual;

import java.util.List;
import java.util.stream.Collectors;

/** Completion for fish: a line for each option. */
record FishCompletion(HelpPages help) {

    String text() {
        return "# fish completion for gangway; made from its help texts\n\ncomplete -c gangway -f\n"
                + help.commands().stream()
                        .map(page -> "complete -c gangway -n __fish_use_subcommand -a " + page.command() + " -d "
                                + quoted(page.summary()) + "\n")
                        .collect(Collectors.joining())
                + help.all().stream().map(this::page).collect(Collectors.joining());
    }

    private String page(HelpPage page) {
        String names = help.commands().stream().map(HelpPage::command).collect(Collectors.joining(" "));
        String condition = page.command().isEmpty()
                ? "'not __fish_seen_subcommand_from " + names + "'"
                : "'__fish_seen_subcommand_from " + page.command() + "'";
        return page.options().stream().map(option -> option(condition, option)).collect(Collectors.joining())
                + (page.takesFile() ? "complete -c gangway -n " + condition + " -F\n" : "");
    }

    private String option(String condition, HelpOption option) {
        String names = option.typed().stream()
                .map(name -> name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1))
                .collect(Collectors.joining());
        String summary = option.summary().isEmpty() ? "" : " -d " + quoted(option.summary());
        return "complete -c gangway -n " + condition + names + value(option) + summary + "\n";
    }

    private String value(HelpOption option) {
        if (option.value() == null) {
            return "";
        }
        if (option.isFile()) {
            return " -r -F";
        }
        if (option.isDirectory()) {
            return " -x -a '(__fish_complete_directories)'";
        }
        List<String> values = help.values(option);
        String choice = values.isEmpty() ? "" : " -a '" + String.join(" ", values) + "'";
        // also where the value is optional: the program reads it from the next word
        return " -x" + choice;
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
