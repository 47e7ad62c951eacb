package io.gangway.cli;

import java.util.List;
import java.util.Optional;

/**
 * A subcommand, such as {@code gangway dev}. It parses the arguments after its name.
 *
 * @param name the first word of the command line
 * @param summary one line for the help
 * @param action the implementation
 */
record Subcommand(String name, String summary, Action action) {
    /** The implementation of a subcommand; gets the arguments after its name. */
    interface Action {
        /** @return the exit status of the process */
        int run(String... args) throws InterruptedException;
    }

    /** Finds a subcommand by its name. */
    static Optional<Subcommand> find(List<Subcommand> all, String name) {
        return all.stream().filter(command -> command.name().equals(name)).findFirst();
    }
}
