package io.gangway.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends a command to the process that has {@linkplain ControlSocket#openCommands opened} a socket for it. */
public final class CommandClient {
    private static final int TIMEOUT_SECONDS = 2;

    private CommandClient() {}

    /**
     * Sends a command and waits until it is accepted, not until it is carried out.
     *
     * @param pid the process of the pid file
     * @return false when it was not accepted: nobody listens there, another process does, this user may not connect, or
     *     there was no response in time
     */
    public static boolean send(Path socket, long pid, String command) throws InterruptedException {
        FutureTask<Boolean> task = new FutureTask<>(() -> exchange(socket, pid, command));
        Thread thread = new Thread(task, "gangway-command");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } finally {
            task.cancel(true); // closes the channel, if it still waits
        }
    }

    private static boolean exchange(Path socket, long pid, String command) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            String request = "POST /" + pid + "/" + command + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            byte[] response = Channels.newInputStream(channel).readAllBytes();
            return new String(response, StandardCharsets.US_ASCII).startsWith("HTTP/1.1 202 ");
        }
    }
}
