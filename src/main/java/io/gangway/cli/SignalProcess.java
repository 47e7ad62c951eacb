package io.gangway.cli;

import io.gangway.control.CommandClient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Implements {@code -s}: finds the running process by its pid file and tells it what to do, by the socket beside the pid
 * file or, where nobody listens there, by nginx's signal. The socket comes first since a signal may not arrive (Windows,
 * {@code -Xrs}, a process in another container), or arrive at another process that has this ID by now.
 */
final class SignalProcess {
    private static final boolean HAS_SIGNALS = File.separatorChar == '/';

    private SignalProcess() {}

    /**
     * @param pidFile the path of the configuration's {@code pid}
     * @throws StartException with nginx's message if there is no such file or process, or the process may not be
     * signalled
     */
    static void send(Command command, Path pidFile) throws InterruptedException {
        long pid = PidFile.read(pidFile);
        if (!CommandClient.send(PidFile.socket(pidFile), pid, command.word())) {
            signal(command, pid);
        }
    }

    /**
     * Sends the signal of a command.
     *
     * @throws StartException as {@link #send}
     */
    static void signal(Command command, long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow(() -> failed(pid, command, "(3: No such process)"));
        if (!HAS_SIGNALS) {
            throw failed(pid, command, "(its control socket does not respond)");
        }
        String signal = command == Command.QUIT && isJvm(process) ? Command.QUIT_OF_JVM : command.signal();
        if (!kill(signal, pid)) {
            throw failed(pid, command, process.isAlive() ? "(1: Operation not permitted)" : "(3: No such process)");
        }
    }

    private static boolean isJvm(ProcessHandle process) {
        return process.info().command().filter(path -> path.endsWith("/java")).isPresent();
    }

    /** Uses the shell's built-in kill: not every machine has a program of that name. */
    private static boolean kill(String signal, long pid) {
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " " + pid)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return kill.waitFor() == 0;
        } catch (IOException e) {
            throw new StartException("alert", "cannot send a signal: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static StartException failed(long pid, Command command, String why) {
        return new StartException("alert", "kill(" + pid + ", " + command.number() + ") failed " + why);
    }
}
