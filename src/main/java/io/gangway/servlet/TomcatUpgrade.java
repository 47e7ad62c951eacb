package io.gangway.servlet;

import io.gangway.exchange.Client;
import io.gangway.loop.EventLoop;
import jakarta.servlet.http.WebConnection;
import java.util.function.Consumer;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * How Tomcat gives a connection away: made by {@code HttpServletRequest.upgrade}, told of events by Tomcat's threads. It is of
 * the kind that Tomcat's own WebSocket uses, which gets the socket: the streams that the servlet API offers instead send no FIN
 * unless they are closed on a thread of Tomcat's, and lose a half-close.
 */
public final class TomcatUpgrade implements InternalHttpUpgradeHandler {
    private Client client;
    private EventLoop loop;
    private Consumer<ContainerLeg> taken;
    private SocketWrapperBase<?> socket;
    private volatile TomcatLeg leg;

    void expect(Client ofLeg, EventLoop itsLoop, Consumer<ContainerLeg> whenTaken) {
        client = ofLeg;
        loop = itsLoop;
        taken = whenTaken;
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

    /** Tomcat never looks for events by itself: that would be reading without demand. */
    @Override
    public boolean hasAsyncIO() {
        return true;
    }

    @Override
    public SocketState upgradeDispatch(SocketEvent event) {
        TomcatLeg of = leg;
        if (of.isEnded()) {
            return SocketState.CLOSED;
        }
        switch (event) {
            case OPEN_READ -> of.arrived();
            case OPEN_WRITE -> of.writePossible();
            case STOP, DISCONNECT, ERROR, TIMEOUT, CONNECT_FAIL -> {
                of.gone(event);
                return SocketState.CLOSED;
            }
        }
        return SocketState.ASYNC_IO;
    }

    @Override
    public void timeoutAsync(long now) {
        // Time-outs are ours.
    }

    @Override
    public void setSslSupport(SSLSupport sslSupport) {
        // The container's TLS is none of our business.
    }

    @Override
    public void pause() {
        // The tunnel goes on until the web application is stopped.
    }

    @Override
    public void destroy() {
        // The tunnel has closed it, or has been told.
    }
}
