package io.gangway.cli;

import java.util.List;
import java.util.Optional;

/**
 * A word that may stand first on the command line, {@code gangway dev}: what follows is its own.
 *
 * @param name the word
 * @param summary what it does, on one line
 * @param action what it does
 */
record Subcommand(String name, String summary, Action action) {
    /** Takes what stands behind the word. */
    interface Action {
        /** @return the process's status */
        int run(String... args) throws InterruptedException;
    }

    /** The one of that name. */
    static Optional<Subcommand> find(List<Subcommand> all, String name) {
        return all.stream().filter(command -> command.name().equals(name)).findFirst();
    }
}
