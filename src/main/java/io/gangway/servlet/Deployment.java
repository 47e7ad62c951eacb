package io.gangway.servlet;

import io.gangway.conf.Environment;
import io.gangway.server.Engine;
import io.gangway.server.HostedEngine;
import jakarta.servlet.ServletContext;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The deployed WAR: its container and its engine. */
final class Deployment implements AutoCloseable {
    /** Context parameter: a configuration file outside the WAR. */
    private static final String FILE = "gangway.conf";

    /** Context parameter: {@code off} keeps the container's rules for request targets. */
    private static final String RELAX = "gangway.relax";

    /** Context parameter: {@code on} leaves out what is known and not supported. */
    private static final String LENIENT = "gangway.lenient";

    private static final String INSIDE = "/WEB-INF/gangway.conf";

    private final ServletContext context;
    private final Container container;
    private final HostedEngine hosted;

    /**
     * Reads the configuration and starts; after a failure, which is logged, it retries every second.
     *
     * @throws IOException when no file is configured and the WAR contains none
     */
    Deployment(ServletContext context, Container container) throws IOException {
        this.context = context;
        this.container = container;
        boolean lenient = "on".equals(context.getInitParameter(LENIENT));
        hosted = new HostedEngine(context.getContextPath() + "/", file(context), temp(context), lenient, context::log);
        context.log("the servlet container handles ports, TLS and HTTP/2: listen only selects servers");
        if (!container.canTakeOver()) {
            context.log("[warn] this servlet container cannot hand over connections: upgrades get 501");
        }
        relax();
        container.refused().forEach(rule -> context.log("the servlet container refuses " + rule));
    }

    private static Path file(ServletContext context) throws IOException {
        String outside = context.getInitParameter(FILE);
        if (outside != null && !outside.isBlank()) {
            return Path.of(outside.strip()).toAbsolutePath();
        }
        String inside = context.getRealPath(INSIDE);
        if (inside == null || !Files.exists(Path.of(inside))) {
            throw new IOException(
                    "there is no " + INSIDE + " in the file system (expected: an unpacked WAR with that file,"
                            + " or the context parameter " + FILE + ")");
        }
        return Path.of(inside);
    }

    /** The temporary directory of the web application; every container must provide one. */
    private static Path temp(ServletContext context) {
        return context.getAttribute(ServletContext.TEMPDIR) instanceof File directory
                ? directory.toPath().toAbsolutePath()
                : Environment.systemTemp();
    }

    private void relax() {
        if (!"off".equals(context.getInitParameter(RELAX))) {
            container.relax(context);
            context.log(
                    "the servlet container's rules for targets are relaxed for all its applications (" + RELAX + ")");
        }
    }

    /** Null until a valid configuration has been read. */
    Engine engine() {
        return hosted.engine();
    }

    Container container() {
        return container;
    }

    @Override
    public void close() {
        hosted.close();
    }
}
