package io.gangway.cli;

import java.io.IOException;
import java.nio.file.Path;

/** Implements {@code -s}: finds the running process by its pid file and sends it nginx's signal. */
final class SignalProcess {
    private SignalProcess() {}

    /**
     * @param pidFile the path of the configuration's {@code pid}
     * @throws StartException with nginx's message if there is no such file or process, or the process may not be
     * signalled
     */
    static void send(Command command, Path pidFile) {
        long pid = PidFile.read(pidFile);
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow(() -> failed(pid, command, "(3: No such process)"));
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
