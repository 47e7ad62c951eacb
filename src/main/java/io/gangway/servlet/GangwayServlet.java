package io.gangway.servlet;

import io.gangway.exchange.VirtualHosts;
import io.gangway.server.Engine;
import io.gangway.server.HostedEngine;
import io.gangway.server.HostedHead;
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
 * The servlet of the WAR, mapped to everything below the context path. The configuration is {@code
 * WEB-INF/gangway.conf} or the file in the context parameter {@code gangway.conf}; it is reloaded when it changes.
 */
public final class GangwayServlet extends GenericServlet {
    private static final long serialVersionUID = 1L;

    /** Request attribute that marks an aborted response. */
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

    /** Null when there is no configuration file. */
    private transient Deployment deployment;

    /** Called by the container, as configured in web.xml. */
    public GangwayServlet() {
        this(Container::of);
    }

    GangwayServlet(Function<ServletContext, Container> containers) {
        this.containers = containers;
    }

    /**
     * Reads the configuration and starts. An error in it is logged in one line, with file and line number, and requests
     * get 503 until it is corrected. It is not thrown: Tomcat keeps running a web application whose servlet has failed,
     * and calls init again for each request.
     */
    @Override
    public void init() {
        try {
            deployment = new Deployment(getServletContext(), containers.apply(getServletContext()));
        } catch (IOException e) {
            getServletContext().log("[emerg] " + e.getMessage() + "; requests get 503");
        }
    }

    /** Passes the request to a loop; the container's thread returns at once. */
    @Override
    public void service(ServletRequest request, ServletResponse response) throws IOException {
        if (request.getDispatcherType() == DispatcherType.ASYNC && request.getAttribute(CUT) != null) {
            throw deployment.container().abortException();
        }
        HttpServletRequest http = (HttpServletRequest) request;
        HttpServletResponse servletResponse = (HttpServletResponse) response;
        if (isWithoutSlash(http)) {
            servletResponse.setStatus(HttpServletResponse.SC_FOUND);
            servletResponse.setHeader("Location", withSlash(http));
            return;
        }
        Engine engine = engine();
        if (engine == null) {
            unavailable(servletResponse);
            return;
        }
        GenerationRef ref;
        try {
            ref = engine.retain();
        } catch (IllegalStateException e) {
            // One of the last requests of a web application that is being undeployed.
            servletResponse.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        try {
            begin(engine, ref, http, response);
        } catch (RuntimeException e) {
            ref.release();
            throw e;
        }
    }

    /** Begins an exchange, which then owns the use of the generation. */
    private void begin(Engine engine, GenerationRef ref, HttpServletRequest request, ServletResponse response) {
        VirtualHosts hosts = HostedEngine.hosts(ref.generation(), request.getLocalPort(), request.isSecure());
        HostedHead head = ServletHead.read(
                request,
                hosts.defaultServer().settings().limits(),
                deployment.container().extendedConnect(request));
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        ServletClient client = new ServletClient(request, hosts.listen(), engine);
        new ServletStream(deployment, client, head, async).begin(ref, hosts);
    }

    /** The engine; null until a valid configuration has been read. */
    Engine engine() {
        return deployment == null ? null : deployment.engine();
    }

    /**
     * Whether the request is for the context path without a slash, where relative links of a page would miss the web
     * application. Not for WebSockets, which have no links.
     */
    private static boolean isWithoutSlash(HttpServletRequest request) {
        boolean page = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        return page
                && request.getHeader("Upgrade") == null
                && ServletHead.isContextPath(request.getContextPath(), request.getRequestURI());
    }

    /** Adds the slash. The location starts with exactly one slash: two would name another host. */
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
