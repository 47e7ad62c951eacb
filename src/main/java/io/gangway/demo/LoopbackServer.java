package io.gangway.demo;

import java.io.IOException;
import java.net.BindException;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A small Jetty server on 127.0.0.1 that is started once and stopped once. */
final class LoopbackServer {
    private static final String HOST = "127.0.0.1";
    private static final int MAX_THREADS = 8;

    private final Server server;
    private final ServerConnector connector;

    /** @param port 0 for any free one */
    LoopbackServer(String name, int port) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 1, new LinkedBlockingQueue<>());
        threads.setName(name);
        threads.setDaemon(true);
        server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        connector = new ServerConnector(server, 0, 1, new HttpConnectionFactory(http));
        connector.setHost(HOST);
        connector.setPort(port);
        server.addConnector(connector);
    }

    Server server() {
        return server;
    }

    /**
     * Starts serving.
     *
     * @return the bound port
     * @throws IOException if the port is in use or not permitted; the message is for the user
     */
    int start(Handler handler) throws IOException {
        server.setHandler(handler);
        try {
            server.start();
            return connector.getLocalPort();
        } catch (Exception failure) {
            stop();
            boolean taken = failure.getCause() instanceof BindException;
            throw new IOException(
                    "the demo cannot listen on " + HOST + ":" + connector.getPort() + ": "
                            + (taken ? failure.getCause() : failure).getMessage(),
                    failure);
        }
    }

    /** Closes the listening socket; open connections stay open. */
    void stopAccepting() {
        connector.close();
    }

    void stop() {
        try {
            server.stop();
        } catch (Exception failure) {
            throw new IllegalStateException("the demo's server does not stop", failure);
        }
    }
}
