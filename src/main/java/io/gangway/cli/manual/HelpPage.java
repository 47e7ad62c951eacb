package io.gangway.cli.manual;

import java.util.List;
import java.util.Objects;

/**
 * The options of a command.
 *
 * @param command its name; empty for the program itself
 * @param summary one line about the command
 * @param takesFile whether it takes a file without an option
 */
record HelpPage(String command, String summary, boolean takesFile, List<HelpOption> options) {

    /** Reads what {@code --help} prints. */
    static HelpPage read(String command, String summary, String help) {
        List<HelpOption> options =
                help.lines().map(HelpOption::read).filter(Objects::nonNull).toList();
        String usage = help.lines().findFirst().orElse("");
        return new HelpPage(command, summary, usage.endsWith(" nginx.conf"), options);
    }
}
