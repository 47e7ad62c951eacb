package io.gangway.cli.manual;

import io.gangway.cli.Main;
import io.gangway.config.Configuration;
import io.gangway.config.Directive;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All help texts of the program.
 *
 * @param program the options without a command
 * @param commands the commands
 */
record HelpPages(HelpPage program, List<HelpPage> commands) {
    private static final Pattern COMMAND = Pattern.compile("  ([a-z]+) +(\\S.*)");

    /** The options that the demo, which has its own configuration, does not take. */
    private static final List<String> NOT_OF_DEMO = List.of("-p", "-c");

    /** Asks the program for its help, and each command for its own. */
    static HelpPages read() {
        String help = Main.printed("--help");
        HelpPage program = HelpPage.read("", "", help);
        List<HelpPage> commands = new ArrayList<>();
        help.lines()
                .dropWhile(line -> !line.equals("Commands:"))
                .takeWhile(line -> !line.isEmpty())
                .map(COMMAND::matcher)
                .filter(Matcher::matches)
                .forEach(line -> commands.add(command(line.group(1), line.group(2), program)));
        return new HelpPages(program, List.copyOf(commands));
    }

    private static HelpPage command(String name, String summary, HelpPage program) {
        if (name.equals("demo")) {
            List<HelpOption> options = program.options().stream()
                    .filter(option -> NOT_OF_DEMO.stream().noneMatch(option.names()::contains))
                    .toList();
            return new HelpPage(name, summary, false, options);
        }
        String help = Main.printed(name, "--help");
        HelpPage page = HelpPage.read(name, summary, help);
        List<HelpOption> options = new ArrayList<>(page.options());
        HelpOption.ofUsage(help.lines().findFirst().orElse("")).stream()
                .map(option -> option.completedBy(program.options()))
                .forEach(options::add);
        return new HelpPage(name, summary, page.takesFile(), List.copyOf(options));
    }

    /** The program and its commands. */
    List<HelpPage> all() {
        List<HelpPage> all = new ArrayList<>(List.of(program));
        all.addAll(commands);
        return all;
    }

    /** The words that may be the value of an option; empty when it is no choice. */
    List<String> values(HelpOption option) {
        return switch (option.value() == null ? "" : option.value()) {
            case "DIRECTIVE" ->
                Configuration.ofModules().directives().all().stream()
                        .map(Directive::name)
                        .distinct()
                        .toList();
            case "RULE" ->
                Main.printed("lint", "--rules")
                        .lines()
                        .map(line -> line.split(" ")[0])
                        .toList();
            default -> option.words();
        };
    }
}
