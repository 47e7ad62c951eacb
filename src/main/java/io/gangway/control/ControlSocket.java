package io.gangway.control;

import io.gangway.conf.SystemError;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Serves the Control API, or the commands of {@code -s}, on a socket of its own, apart from the event loops: it responds
 * even when they are busy. One request a connection, each on its own thread.
 */
public final class ControlSocket implements AutoCloseable {
    private static final int MAX_HEAD = 8192;
    private static final int MAX_CONNECTIONS = 64;
    private static final int TIMEOUT_SECONDS = 10;
    private static final long RETRY_NANOS = 10_000_000;

    private final ServerSocketChannel server;
    /** Null for TCP. */
    private final SocketFile file;

    private final Responder responder;
    private final Consumer<String> alert;
    private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);

    /** Closes the connections of clients that are too slow. */
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "gangway-control-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    private ControlSocket(ServerSocketChannel server, SocketFile file, Responder responder, Consumer<String> alert) {
        this.server = server;
        this.file = file;
        this.responder = responder;
        this.alert = alert;
        start("gangway-control", this::accept);
    }

    /**
     * Serves the Control API. The file of a unix socket gets mode 0600, and replaces one on which nobody listens.
     *
     * @param alert writes a line to the log, from any thread
     * @throws IOException with nginx's message when the address cannot be bound
     */
    public static ControlSocket open(ControlAddress address, Controlled controlled, Consumer<String> alert)
            throws IOException {
        ControlApi api = new ControlApi(controlled);
        try {
            if (address.socket() instanceof UnixDomainSocketAddress unix) {
                refuseInUse(unix);
                SocketFile.Bound bound = SocketFile.bind(unix.getPath());
                return new ControlSocket(bound.server(), bound.file(), api, alert);
            }
            return new ControlSocket(listen(address.socket()), null, api, alert);
        } catch (IOException | UnsupportedOperationException e) {
            String reason = e instanceof IOException failed ? SystemError.of(failed) : e.toString();
            throw new IOException("control: bind() to " + address.text() + " failed (" + reason + ")", e);
        }
    }

    /**
     * Serves commands for one process at a unix socket with mode 0600. It replaces that of another process, as the pid
     * file does.
     *
     * @param pid the process of the pid file
     * @param commands what carries out the command of a name; returns null for an unknown one
     * @param alert writes a line to the log, from any thread
     */
    public static ControlSocket openCommands(
            Path path, long pid, Function<String, Runnable> commands, Consumer<String> alert) throws IOException {
        SocketFile.Bound bound = SocketFile.bind(path);
        return new ControlSocket(bound.server(), bound.file(), new CommandApi(pid, commands), alert);
    }

    private static ServerSocketChannel listen(SocketAddress address) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            return server.bind(address);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /** Only a refused connection proves that nobody listens; a failure for lack of descriptors proves nothing. */
    private static void refuseInUse(UnixDomainSocketAddress unix) throws IOException {
        if (!Files.exists(unix.getPath())) {
            return;
        }
        try {
            SocketChannel.open(unix).close();
        } catch (ConnectException e) {
            return;
        }
        throw new BindException("Address already in use");
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                if (connections.tryAcquire()) {
                    start("gangway-control-client", () -> serve(client));
                } else {
                    client.close();
                }
            } catch (IOException e) {
                LockSupport.parkNanos(RETRY_NANOS); // closed, the client has left, or no descriptors are left
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            String head = withDeadline(client, () -> readHead(client));
            if (head == null) {
                return;
            }
            ControlResponse response = respond(head);
            try {
                withDeadline(client, () -> write(client, response.bytes()));
            } finally {
                response.then().run();
            }
        } catch (IOException e) {
            return; // the client has left or was too slow
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            alert.accept("control: a request failed: " + e);
        } finally {
            connections.release();
        }
    }

    private ControlResponse respond(String head) throws InterruptedException {
        ControlRequest request = ControlRequest.parse(head);
        try {
            return request == null ? ControlResponse.BAD_REQUEST : responder.respond(request);
        } catch (RuntimeException e) {
            alert.accept("control: " + request.method() + " " + request.path() + " failed: " + e);
            return ControlResponse.INTERNAL_ERROR;
        }
    }

    /** Blocking input or output. */
    private interface Transfer {
        String run() throws IOException;
    }

    private String withDeadline(SocketChannel client, Transfer transfer) throws IOException {
        Future<?> deadline;
        try {
            deadline = deadlines.schedule(() -> close(client), TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            throw new ClosedChannelException(); // this socket is closed
        }
        try {
            return transfer.run();
        } finally {
            deadline.cancel(false);
        }
    }

    private static void close(SocketChannel client) {
        try {
            client.close();
        } catch (IOException e) {
            return; // it is closed in any case
        }
    }

    /** The head up to the empty line; null when the client closed before it, or the head is too long. */
    private static String readHead(SocketChannel client) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_HEAD);
        while (buffer.hasRemaining() && client.read(buffer) >= 0) {
            String head = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
            if (head.contains("\r\n\r\n") || head.contains("\n\n")) {
                return head;
            }
        }
        return buffer.hasRemaining() ? null : "";
    }

    private static String write(SocketChannel client, byte[] response) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(response);
        while (buffer.hasRemaining()) {
            client.write(buffer);
        }
        return null;
    }

    /** The address in use. */
    public SocketAddress address() throws IOException {
        return server.getLocalAddress();
    }

    /** Stops accepting and deletes the file of a unix socket. */
    @Override
    public void close() throws IOException {
        server.close();
        deadlines.shutdown();
        if (file != null) {
            file.delete();
        }
    }
}
