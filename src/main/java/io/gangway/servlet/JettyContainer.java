package io.gangway.servlet;

import io.gangway.exchange.Client;
import io.gangway.loop.EventLoop;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Jetty 12.1. Its {@code HttpServletRequest.upgrade} reads to an end of its own; what works is how Jetty's HTTP/1.1 gives a
 * connection away itself: a request attribute with the connection that takes over.
 */
final class JettyContainer extends Container {
    private static final String TAKE_OVER = "org.eclipse.jetty.server.HttpStream.upgradeConnection";

    private final JettyIo jetty;
    private final JettyRules rules = new JettyRules();

    private JettyContainer(JettyIo jetty) {
        this.jetty = jetty;
    }

    /** Null when this is no Jetty that we know. */
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
        // https://github.com/jetty/jetty.project/issues/5596: upgrade() leads through the HTTP input of the request.
        // It will do when that input goes on after a request head that came alone.
        Object endPoint = jetty.endPoint(async.getRequest());
        JettyLeg leg = new JettyLeg(client, loop, jetty, endPoint);
        async.getRequest().setAttribute(TAKE_OVER, jetty.connection(events(endPoint, leg, taken)));
        async.complete();
    }

    /** What Jetty tells the connection, on its threads. */
    private InvocationHandler events(Object endPoint, JettyLeg leg, Consumer<ContainerLeg> taken) {
        return (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "onUpgradeTo" -> leg.unread((ByteBuffer) arguments[0]);
                case "onOpen" -> {
                    // https://github.com/jetty/jetty.project/issues/14332: the time-out outlives an upgrade.
                    // This can go when a connection that took over decides on time-outs by itself.
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
    IOException cut() {
        try {
            // https://github.com/jetty/jetty.project/issues/12305: since 12.0.13 sendError(-1) aborts a response.
            // It will do, here and for drop(), when it is tested with all containers that are supported.
            return (IOException) jetty.type("org.eclipse.jetty.io.EofException")
                    .getConstructor(String.class)
                    .newInstance("the response broke off");
        } catch (ReflectiveOperationException e) {
            return super.cut();
        }
    }

    @Override
    boolean drop(HttpServletRequest request) {
        if (!request.getProtocol().startsWith("HTTP/1")) {
            // The connection has other requests as well.
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
