package io.gangway.cli;

import io.gangway.control.CommandClient;
import java.nio.file.Path;

/**
 * The start of a process that takes the place of a running one, as nginx's does at USR2: it binds the ports that the old
 * process shares, so that no client is refused, and then lets the old one quit. The launcher starts it.
 *
 * @param old the process of the pid file
 */
record Replacement(long old) {
    /** The words by which the old process shares its ports with others of its user, and keeps them again. */
    static final String SHARE = "share";

    static final String KEEP = "keep";

    /** Null when this process replaces no other. */
    static Replacement fromProperties() {
        Long old = Long.getLong("gangway.replaces");
        return old == null ? null : new Replacement(old);
    }

    /**
     * Asks the old process to share its ports.
     *
     * @param pidFile the pid file of both
     * @throws StartException when it does not
     */
    void begin(Path pidFile) throws InterruptedException {
        if (pidFile == null) {
            throw new StartException("emerg", "the configuration has no pid file");
        }
        if (!CommandClient.send(PidFile.socket(pidFile), old, SHARE)) {
            throw new StartException("emerg", "process " + old + " does not share its ports");
        }
    }

    /** After a start that failed: the old process goes on alone. */
    void giveUp(Path pidFile) throws InterruptedException {
        CommandClient.send(PidFile.socket(pidFile), old, KEEP);
    }

    /** Lets the old process finish; from now on, the pid file and the socket beside it are those of this process. */
    void end() {
        SignalProcess.signal(Command.QUIT, old);
    }
}
