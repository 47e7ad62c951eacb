package io.gangway.servlet;

import io.gangway.exchange.VirtualHosts;
import io.gangway.server.Engine;
import io.gangway.server.HostedEngine;
import io.gangway.server.connection.GenerationRef;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * The servlet of the WAR, mapped to everything below the context path. The configuration is {@code WEB-INF/gangway.conf}, or
 * the file that the context parameter {@code gangway.conf} names; it is read again when it changes.
 */
public final class GangwayServlet extends GenericServlet {
    private static final long serialVersionUID = 1L;

    /** Set on a request whose answer broke off. */
    static final String CUT = "io.gangway.cut";

    private static final String UNAVAILABLE = """
            <html>
            <head><title>503 Service Temporarily Unavailable</title></head>
            <body>
            <center><h1>503 Service Temporarily Unavailable</h1></center>
            <hr><center>The configuration could not be read: the log of the servlet container says why.</center>
            </body>
            </html>
            """;

    private final transient Function<ServletContext, Container> containers;

    /** Null when there is no file to read. */
    private transient Deployment deployment;

    /** Made by the container, which web.xml tells to. */
    public GangwayServlet() {
        this(Container::of);
    }

    GangwayServlet(Function<ServletContext, Container> containers) {
        this.containers = containers;
    }

    /**
     * Reads the configuration and starts. What nginx would refuse is one line of the container's log, with file and line, and
     * requests are answered with 503 until it is mended. An exception would not do: Tomcat goes on with a web application
     * whose servlet has failed, and tries its init again with each request.
     */
    @Override
    public void init() {
        try {
            deployment = new Deployment(getServletContext(), containers.apply(getServletContext()));
        } catch (IOException e) {
            getServletContext().log("[emerg] " + e.getMessage() + "; requests get 503");
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
        if (isWithoutSlash(http)) {
            answer.setStatus(HttpServletResponse.SC_FOUND);
            answer.setHeader("Location", withSlash(http));
            return;
        }
        Engine engine = deployment == null ? null : deployment.engine();
        if (engine == null) {
            unavailable(answer);
            return;
        }
        GenerationRef use;
        try {
            use = engine.retain();
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
        ServletClient client = new ServletClient(http, hosts.listen(), engine, System.nanoTime());
        new ServletStream(deployment, client, head, async).begin(use, hosts);
    }

    /** A page of the context path alone would look for its files beside the web application. A WebSocket has no files. */
    private static boolean isWithoutSlash(HttpServletRequest request) {
        boolean page = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        return page
                && request.getHeader("Upgrade") == null
                && ServletHead.isContextPath(request.getContextPath(), request.getRequestURI());
    }

    /** With one slash in front: two would be another host. */
    private static String withSlash(HttpServletRequest request) {
        String path = request.getRequestURI().replaceFirst("^/+", "/") + '/';
        return request.getQueryString() == null ? path : path + '?' + request.getQueryString();
    }

    private static void unavailable(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType("text/html");
        response.setHeader("Retry-After", "1");
        response.getOutputStream().write(UNAVAILABLE.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void destroy() {
        if (deployment != null) {
            deployment.close();
        }
    }
}
