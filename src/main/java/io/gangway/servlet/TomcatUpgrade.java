package io.gangway.servlet;

import io.gangway.exchange.Client;
import io.gangway.loop.EventLoop;
import io.gangway.server.ContainerLeg;
import jakarta.servlet.http.WebConnection;
import java.util.function.Consumer;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Takes over a connection from Tomcat: created by {@code HttpServletRequest.upgrade}, called by Tomcat's threads. It
 * implements the interface of Tomcat's own WebSocket, which gets the socket itself: the streams of the servlet API send
 * FIN only when they are closed on a Tomcat thread, and lose a half-close.
 */
public final class TomcatUpgrade implements InternalHttpUpgradeHandler {
    private Client client;
    private EventLoop loop;
    private Consumer<ContainerLeg> taken;
    private SocketWrapperBase<?> socket;
    private volatile TomcatLeg leg;

    void expect(Client client, EventLoop loop, Consumer<ContainerLeg> taken) {
        this.client = client;
        this.loop = loop;
        this.taken = taken;
    }

    @Override
    public void setSocketWrapper(SocketWrapperBase<?> wrapper) {
        socket = wrapper;
    }

    @Override
    public void init(WebConnection connection) {
        leg = new TomcatLeg(client, loop, socket);
        taken.accept(leg);
    }

    /** Returns true so that Tomcat never polls for events, which would read without demand. */
    @Override
    public boolean hasAsyncIO() {
        return true;
    }

    @Override
    public SocketState upgradeDispatch(SocketEvent event) {
        TomcatLeg current = leg;
        if (current.isEnded()) {
            return SocketState.CLOSED;
        }
        switch (event) {
            case OPEN_READ -> current.arrived();
            case OPEN_WRITE -> current.writePossible();
            case STOP, DISCONNECT, ERROR, TIMEOUT, CONNECT_FAIL -> {
                current.containerClosed(event);
                return SocketState.CLOSED;
            }
        }
        return SocketState.ASYNC_IO;
    }

    @Override
    public void timeoutAsync(long now) {
        // Never needed: time-outs are timers of the loop.
    }

    @Override
    public void setSslSupport(SSLSupport sslSupport) {
        // Not used: TLS is the container's.
    }

    @Override
    public void pause() {
        // Does nothing: the tunnel continues until the web application is stopped.
    }

    @Override
    public void destroy() {
        // Does nothing: the tunnel has closed the connection, or was notified.
    }
}
