package io.gangway.servlet;

import io.gangway.exchange.Client;
import io.gangway.loop.EventLoop;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** What a servlet container can do beyond the servlet API. This one can do nothing; {@link #of} finds those that can. */
class Container {
    /** The container of a web application, by what there is. */
    static Container of(ServletContext context) {
        if (isTomcat(context)) {
            return new TomcatContainer();
        }
        JettyContainer jetty = JettyContainer.find(context);
        return jetty != null ? jetty : new Container();
    }

    /** Asked here, because the class for Tomcat can't be loaded elsewhere. */
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

    /** Whether what fits into the buffer of a response stays there until the response is complete, and blocks nobody. */
    boolean keepsSmallResponses() {
        return false;
    }

    /** Whether {@link #takeOver} can work. */
    boolean canTakeOver() {
        return false;
    }

    /**
     * Lets the container write the head of a 101, which is in the response, and give the connection away.
     *
     * @param loop where the leg will live
     * @param taken gets the leg, on a thread of the container's; never called when the client left before
     */
    void takeOver(AsyncContext async, Client client, EventLoop loop, Consumer<ContainerLeg> taken) throws IOException {
        throw new IOException("this servlet container cannot hand over connections");
    }

    /** What the servlet throws so that the container closes the connection at once, and tells nobody that it was an error. */
    IOException cut() {
        return new IOException("the response broke off");
    }

    /** Closes the connection of a request without an answer (nginx's 444); false where that can't be done. */
    boolean drop(HttpServletRequest request) {
        return false;
    }

    /**
     * Whether the container itself ends a request whose client is gone. To end it as well would race with that: by then its
     * connection may belong to somebody else.
     */
    boolean endsRequestsOfGoneClients() {
        return false;
    }

    /** Lets more requests through to us, as far as that can be done from inside of a web application. */
    void relax(ServletContext context) {
        // There is no way without knowing the container.
    }

    /** For the log: what the container answers with 400 before we see it, as far as is known. */
    List<String> refused() {
        return List.of();
    }
}
