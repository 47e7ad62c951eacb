package io.gangway.cli;

import io.gangway.control.CommandClient;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The start of a process that takes the place of a running one, as nginx's does at USR2: it binds the ports that the old
 * process shares, so that no client is refused, and then lets the old one quit. The launcher starts it.
 *
 * @param old the process of the pid file
 */
record Replacement(long old) {
    /** The command by which the old process lets another have its addresses, without the ID of that one. */
    static final String SHARE = "share/";

    /** Null when this process replaces no other. */
    static Replacement fromProperties() {
        Long old = Long.getLong("gangway.replaces");
        return old == null ? null : new Replacement(old);
    }

    /**
     * Asks the old process to share its ports, as long as this one runs.
     *
     * @param pidFile the pid file of both
     * @throws StartException when it does not
     */
    void begin(Path pidFile) throws InterruptedException {
        if (pidFile == null) {
            throw new StartException("emerg", "the configuration has no pid file");
        }
        if (!CommandClient.send(
                PidFile.socket(pidFile), old, SHARE + ProcessHandle.current().pid())) {
            throw new StartException("emerg", "process " + old + " does not share its ports");
        }
    }

    /**
     * Lets the old process finish, or finds that it has ended meanwhile. From now on, the pid file and the socket beside it
     * are those of this process.
     */
    void end(Consumer<String> alert) {
        try {
            SignalProcess.signal(Command.QUIT, old);
        } catch (StartException e) {
            alert.accept("the replaced process gets no signal: " + e.getMessage());
        }
    }
}
