package io.gangway.servlet;

import io.gangway.exchange.Client;
import io.gangway.loop.EventLoop;
import io.gangway.server.ContainerLeg;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Jetty 12.1. Its {@code HttpServletRequest.upgrade} does not work here, because it reads the request's input to its
 * end. Instead this uses the way in which Jetty's HTTP/1.1 itself hands over a connection: a request attribute with the
 * new connection.
 */
final class JettyContainer extends Container {
    private static final String TAKE_OVER = "org.eclipse.jetty.server.HttpStream.upgradeConnection";

    private final JettyIo jetty;
    private final JettyRules rules = new JettyRules();

    private JettyContainer(JettyIo jetty) {
        this.jetty = jetty;
    }

    /** Returns null when the container is not a known Jetty. */
    static JettyContainer find(ServletContext context) {
        if (!context.getClass().getName().startsWith("org.eclipse.jetty.")) {
            return null;
        }
        try {
            return new JettyContainer(new JettyIo(context.getClass().getClassLoader()));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    @Override
    boolean canTakeOver() {
        return true;
    }

    @Override
    void takeOver(AsyncContext async, Client client, EventLoop loop, Consumer<ContainerLeg> taken) throws IOException {
        // https://github.com/jetty/jetty.project/issues/5596: upgrade() reads through the HTTP input of the request. It
        // can be used when that input continues after a request head that arrived alone.
        ServletRequest request = async.getRequest();
        boolean isStream = jetty.protocol(request) != null;
        Object endPoint = isStream ? jetty.streamEndPoint(request) : jetty.endPoint(request);
        JettyLeg leg = new JettyLeg(client, loop, jetty, endPoint, isStream ? jetty.stream(request) : 0);
        request.setAttribute(TAKE_OVER, jetty.connection(events(endPoint, leg, taken)));
        async.complete();
    }

    @Override
    String extendedConnect(HttpServletRequest request) {
        if (!request.getMethod().equals("CONNECT")) {
            return null;
        }
        try {
            return jetty.protocol(request);
        } catch (IOException e) {
            return null;
        }
    }

    /** Handles Jetty's calls of the connection, on its threads. */
    private InvocationHandler events(Object endPoint, JettyLeg leg, Consumer<ContainerLeg> taken) {
        return (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "onUpgradeTo" -> leg.unread((ByteBuffer) arguments[0]);
                case "onOpen" -> {
                    // https://github.com/jetty/jetty.project/issues/14332: the time-out outlives an upgrade. This can
                    // go when a connection that took over controls time-outs itself.
                    jetty.setIdleTimeout(endPoint, 0);
                    taken.accept(leg);
                }
                case "close" -> jetty.close(endPoint);
                case "getEndPoint" -> {
                    return endPoint;
                }
                case "onIdleExpired" -> {
                    return false;
                }
                default -> {
                    return method.getReturnType() == long.class ? 0L : null;
                }
            }
            return null;
        };
    }

    @Override
    IOException abortException() {
        try {
            // https://github.com/jetty/jetty.project/issues/12305: since 12.0.13 sendError(-1) aborts a response. It
            // can be used, here and for drop(), once it is tested with all supported containers.
            return (IOException) jetty.type("org.eclipse.jetty.io.EofException")
                    .getConstructor(String.class)
                    .newInstance("the response broke off");
        } catch (ReflectiveOperationException e) {
            return super.abortException();
        }
    }

    @Override
    boolean drop(HttpServletRequest request) {
        if (!request.getProtocol().startsWith("HTTP/1")) {
            // The connection also carries other requests.
            return false;
        }
        try {
            jetty.close(jetty.endPoint(request));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    void relax(ServletContext context) {
        rules.relax(context);
    }

    @Override
    List<String> refused() {
        return rules.refused();
    }
}
