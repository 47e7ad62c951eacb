package io.gangway.control;

import java.util.function.Function;

/**
 * The commands of {@code -s}: {@code POST /PID/COMMAND}. The process ID is that of the pid file, so that a command for
 * another process is not carried out.
 *
 * @param pid the process of the pid file
 * @param commands what carries out the command of a name; returns null for an unknown one
 */
record CommandApi(long pid, Function<String, Runnable> commands) implements Responder {
    @Override
    public ControlResponse respond(ControlRequest request) {
        if (!request.isTrusted()) {
            return ControlResponse.FORBIDDEN;
        }
        String prefix = "/" + pid + "/";
        if (!request.path().startsWith(prefix)) {
            return ControlResponse.NOT_FOUND;
        }
        Runnable command = commands.apply(request.path().substring(prefix.length()));
        if (command == null) {
            return ControlResponse.NOT_FOUND;
        }
        return request.method().equals("POST") ? ControlResponse.accepted(command) : ControlResponse.NOT_ALLOWED;
    }
}
