package io.gangway.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A {@link Site} that {@link GangwayServer} serves, as a {@link RegisterExtension}: in a static field for all tests of a
 * class, in another one for each test anew.
 */
public final class RunningSite
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, AutoCloseable {
    private final String config;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private Script script;
    private boolean ofClass;

    private Site site;
    private ScriptedUpstream backend;
    private GangwayServer server;

    private RunningSite(String config) {
        this.config = config;
    }

    /** A site with this configuration, see {@link Site#config}. */
    public static RunningSite of(String config) {
        return new RunningSite(config);
    }

    /** Adds a file (Latin-1). */
    public RunningSite file(String path, String content) {
        return file(path, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Adds a file. */
    public RunningSite file(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    /** Adds a backend as {@code %{backend}}. */
    public RunningSite backend(Script responds) {
        script = responds;
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        ofClass = true;
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (!ofClass) {
            start();
        }
    }

    private void start() throws IOException {
        site = Site.create();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            site.file(file.getKey(), file.getValue());
        }
        if (script != null) {
            backend = ScriptedUpstream.start(script);
            site.backend(backend);
        }
        server = GangwayServer.start(site.config(config));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (!ofClass) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        close();
    }

    /** Stops the server and the backend, and removes the directory; also when only some of them were started. */
    @Override
    public void close() throws Exception {
        try (Site directory = site;
                ScriptedUpstream upstream = backend;
                GangwayServer gangway = server) {
            site = null;
            backend = null;
            server = null;
        }
    }

    /** The backend. */
    public ScriptedUpstream backend() {
        return backend;
    }

    /** The server. */
    public GangwayServer server() {
        return server;
    }

    /** The files and ports. */
    public Site site() {
        return site;
    }

    /** The directory. */
    public Path dir() {
        return site.dir();
    }

    /** The port of {@code %{port}}. */
    public int port() {
        return site.port();
    }

    /** The port of {@code %{port:NAME}}. */
    public int port(String name) {
        return site.port(name);
    }

    /** A new connection. */
    public RawConnection connect() throws IOException {
        return RawHttp.connect(port());
    }

    /** Sends a request on a new connection, and returns the response. */
    public RawResponse send(String request) throws IOException {
        return RawHttp.send(port(), request);
    }

    /** The response to GET. */
    public RawResponse get(String target, String... fields) throws IOException {
        return RawHttp.get(port(), target, fields);
    }
}
