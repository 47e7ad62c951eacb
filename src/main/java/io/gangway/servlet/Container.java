package io.gangway.servlet;

import io.gangway.exchange.Client;
import io.gangway.loop.EventLoop;
import io.gangway.server.ContainerLeg;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * The features of a servlet container beyond the servlet API. This class has none of them; {@link #of} returns the
 * subclass for the container.
 */
class Container {
    /** Detects the container of a web application. */
    static Container of(ServletContext context) {
        if (isTomcat(context)) {
            return new TomcatContainer();
        }
        JettyContainer jetty = JettyContainer.find(context);
        return jetty != null ? jetty : new Container();
    }

    /** In a method of its own because the class for Tomcat can't be loaded in other containers. */
    private static boolean isTomcat(ServletContext context) {
        if (!context.getClass().getName().startsWith("org.apache.catalina.")) {
            return false;
        }
        try {
            Class.forName("org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler");
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /**
     * Whether a response that fits into its buffer stays there until it is complete, so that writing it never blocks.
     */
    boolean keepsSmallResponses() {
        return false;
    }

    /** Whether {@link #takeOver} is supported. */
    boolean canTakeOver() {
        return false;
    }

    /** The {@code :protocol} of an extended CONNECT (RFC 8441), which is a stream to take over; null for others. */
    String extendedConnect(HttpServletRequest request) {
        return null;
    }

    /**
     * Lets the container write the 101 response and hand over the connection.
     *
     * @param loop the loop of the leg
     * @param taken receives the leg, on a thread of the container; never called if the client has disconnected before
     */
    void takeOver(AsyncContext async, Client client, EventLoop loop, Consumer<ContainerLeg> taken) throws IOException {
        throw new IOException("this servlet container cannot hand over connections");
    }

    /**
     * The exception that the servlet throws to make the container close the connection at once, without logging an
     * error.
     */
    IOException abortException() {
        return new IOException("the response broke off");
    }

    /**
     * Closes the connection of a request without a response (nginx's 444).
     *
     * @return false when that is not possible
     */
    boolean drop(HttpServletRequest request) {
        return false;
    }

    /**
     * Whether the container itself ends a request whose client has disconnected. The request must then not be ended
     * here too: its objects may already serve another connection.
     */
    boolean endsRequestsOfGoneClients() {
        return false;
    }

    /** Relaxes the container's rules for request targets as far as a web application can. */
    void relax(ServletContext context) {
        // Not possible for an unknown container.
    }

    /** For the log: the requests that the container rejects with 400 before the servlet sees them, as far as known. */
    List<String> refused() {
        return List.of();
    }
}
