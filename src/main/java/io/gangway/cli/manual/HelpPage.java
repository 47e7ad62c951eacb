package io.gangway.cli.manual;

import java.util.ArrayList;
import java.util.List;

/**
 * The options of a command.
 *
 * @param command its name; empty for the program itself
 * @param summary one line about the command
 * @param takesFile whether it takes a file without an option
 */
record HelpPage(String command, String summary, boolean takesFile, List<HelpOption> options) {
    private static final String CONTINUED = " ".repeat(8);

    /** Reads what {@code --help} prints. */
    static HelpPage read(String command, String summary, String help) {
        List<HelpOption> options = new ArrayList<>();
        for (String line : help.lines().toList()) {
            HelpOption option = HelpOption.read(line);
            if (option != null) {
                options.add(option);
            } else if (line.startsWith(CONTINUED) && !options.isEmpty()) {
                options.add(options.remove(options.size() - 1).continued(line));
            }
        }
        String usage = help.lines().findFirst().orElse("");
        return new HelpPage(command, summary, usage.endsWith(" nginx.conf"), List.copyOf(options));
    }
}
