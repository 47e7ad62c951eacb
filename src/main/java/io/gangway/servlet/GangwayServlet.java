package io.gangway.servlet;

import io.gangway.conf.ConfException;
import io.gangway.core.VirtualHosts;
import io.gangway.server.GenerationUse;
import io.gangway.server.HostedEngine;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Function;

/**
 * The servlet of the WAR, mapped to everything below the context path. The configuration is {@code WEB-INF/gangway.conf}, or
 * the file that the context parameter {@code gangway.conf} names; it is read again when it changes.
 */
public final class GangwayServlet extends GenericServlet {
    private static final long serialVersionUID = 1L;

    /** Set on a request whose answer broke off. */
    static final String CUT = "io.gangway.cut";

    private final transient Function<ServletContext, Container> containers;
    private transient Deployment deployment;

    /** Made by the container, which web.xml tells to. */
    public GangwayServlet() {
        this(Container::of);
    }

    GangwayServlet(Function<ServletContext, Container> containers) {
        this.containers = containers;
    }

    /**
     * Reads the configuration and starts.
     *
     * @throws ServletException when nginx would refuse the configuration; the message is nginx's, with file and line
     */
    @Override
    public void init() throws ServletException {
        try {
            deployment = new Deployment(getServletContext(), containers.apply(getServletContext()));
        } catch (ConfException | IOException e) {
            throw new ServletException("[emerg] " + e.getMessage(), e);
        }
    }

    /** Hands the request to a loop; the container's thread goes back at once. */
    @Override
    public void service(ServletRequest request, ServletResponse response) throws IOException {
        if (request.getDispatcherType() == DispatcherType.ASYNC && request.getAttribute(CUT) != null) {
            throw deployment.container().cut();
        }
        HttpServletRequest http = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        GenerationUse use;
        try {
            use = deployment.engine().retain();
        } catch (IllegalStateException e) {
            // The last requests of a web application that is being undeployed.
            answer.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        VirtualHosts hosts = HostedEngine.hosts(use.generation(), request.getLocalPort(), request.isSecure());
        ServletHead head =
                ServletHead.read(http, hosts.defaultServer().settings().limits());
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        ServletClient client = new ServletClient(http, hosts.listen(), deployment.engine(), System.nanoTime());
        new ServletDoor(deployment, client, head, async).begin(use, hosts);
    }

    @Override
    public void destroy() {
        if (deployment != null) {
            deployment.close();
        }
    }
}
