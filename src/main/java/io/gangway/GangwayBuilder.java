package io.gangway;

import io.gangway.conf.Block;
import io.gangway.conf.ConfException;
import io.gangway.conf.DirectoryMove;
import io.gangway.conf.Environment;
import io.gangway.conf.OutputMove;
import io.gangway.conf.Parser;
import io.gangway.conf.PortMove;
import io.gangway.conf.Source;
import io.gangway.conf.TreeChange;
import io.gangway.conf.UpstreamReplacement;
import io.gangway.config.Configuration;
import io.gangway.config.Module;
import io.gangway.loop.BoundedBufferPool;
import io.gangway.loop.Clock;
import io.gangway.net.PortUnavailableException;
import io.gangway.server.Ports;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.io.ByteBufferPool;

/**
 * What an instance is made of: a configuration, and what the application adds to it. For all that is beyond
 * {@link Gangway#read(Path)}. Not safe for use by several threads.
 *
 * <pre>{@code
 * try (Gangway proxy = Gangway.builder().file(Path.of("nginx.conf")).freePorts().start()) {
 *     int port = proxy.port(80);
 * }
 * }</pre>
 */
public final class GangwayBuilder {
    private static final String BUILT = "built.conf";

    private final List<Module> modules = new ArrayList<>();
    private final List<TreeChange> changes = new ArrayList<>();
    private UnaryOperator<String> moved = UnaryOperator.identity();
    private Environment environment;
    private Block written;
    private Path prefix;
    /** Null unless logs are to be elsewhere. */
    private Path logs;

    private Ports ports = Ports.AS_CONFIGURED;
    private ByteBufferPool buffers = new BoundedBufferPool();
    private Clock clock = Clock.SYSTEM;

    GangwayBuilder() {}

    /**
     * The configuration is in a file, as {@code nginx -c} takes it. Its folder is the prefix unless {@link #prefix} is called.
     * Temporary files for which it names no folder are in that of the JVM. A log that it does not place is not written unless
     * {@link #logs} is called: errors go to stderr.
     */
    public GangwayBuilder file(Path file) {
        Path absolute = file.toAbsolutePath();
        return environment(new Environment(absolute.getParent(), absolute, null, "", Environment.systemTemp(), null));
    }

    /** The configuration is in a file, with all that the command line can say about it. */
    public GangwayBuilder environment(Environment newEnvironment) {
        environment = newEnvironment;
        written = null;
        return this;
    }

    /**
     * The configuration is written in Java; errors name the line of the program that says a directive. Relative paths are below {@link #prefix}, or below the working folder.
     */
    public GangwayBuilder configuration(Block configuration) {
        written = configuration;
        environment = null;
        return this;
    }

    /** Where relative paths of the configuration are, nginx's {@code -p}. */
    public GangwayBuilder prefix(Path newPrefix) {
        prefix = newPrefix.toAbsolutePath();
        return this;
    }

    /** Each {@code listen} gets a free port of the loopback address instead; {@link Gangway#port(int)} tells which. For tests. */
    public GangwayBuilder freePorts() {
        ports = Ports.FREE;
        return this;
    }

    /**
     * Each {@code listen} of one port is on another one instead, also after each reload.
     *
     * @param configured the port that the configuration says, or implies: 80
     */
    public GangwayBuilder port(int configured, int instead) {
        changes.add(new PortMove(configured, instead));
        return this;
    }

    /**
     * Other servers for an {@code upstream}, also after each reload. For tests, and for programs that know their backends.
     *
     * @param name of the upstream block; without such a block, what stands behind {@code ://} in a {@code proxy_pass}
     * @param servers {@code HOST:PORT} or {@code unix:PATH}, at least one
     */
    public GangwayBuilder upstream(String name, String... servers) {
        if (servers.length == 0) {
            throw new IllegalArgumentException("servers of upstream " + name + ": none (expected: at least one)");
        }
        changes.add(new UpstreamReplacement(name, List.of(servers)));
        return this;
    }

    /**
     * A folder that the configuration names is elsewhere here: includes, certificates, the root. For a file of production in a
     * test.
     *
     * @param from absolute, as the configuration has it ({@code /etc/nginx})
     */
    public GangwayBuilder directory(String from, Path to) {
        DirectoryMove move = new DirectoryMove(from, Environment.bytes(to.toAbsolutePath()));
        UnaryOperator<String> before = moved;
        moved = path -> move.path(before.apply(path));
        changes.add(move);
        return this;
    }

    /**
     * Logs, the pid file and temporary files are written to one folder, by the last parts of their names; also the logs that
     * nginx writes where the configuration does not place them. For tests.
     */
    public GangwayBuilder logs(Path directory) {
        logs = directory.toAbsolutePath();
        changes.add(new OutputMove(Environment.bytes(directory.toAbsolutePath())));
        return this;
    }

    /** Is told of requests and tunnels. Several may be added. */
    public GangwayBuilder listener(Listener listener) {
        modules.add(new ListeningModule(listener));
        return this;
    }

    /** Directives and variables of the application's own, by the interface that the built-in ones use. */
    public GangwayBuilder module(Module module) {
        modules.add(module);
        return this;
    }

    /**
     * Buffers of the application's: to share them, to bound their memory, or to watch them. After {@link Gangway#close} all of
     * them are back.
     */
    public GangwayBuilder buffers(ByteBufferPool pool) {
        buffers = pool;
        return this;
    }

    /** By which time-outs, drains and keep-alives go; {@link Clock#SYSTEM} unless a test moves time on. */
    public GangwayBuilder clock(Clock newClock) {
        clock = newClock;
        return this;
    }

    /**
     * Reads and checks the configuration, without opening a port.
     *
     * @throws ConfException when nginx would refuse it
     * @throws IllegalArgumentException when {@link #upstream} names what is not there
     * @throws IllegalStateException when there is neither a file nor a configuration
     */
    public Gangway read() {
        Environment where = where();
        return new Gangway(where, source(where), Configuration.ofModules(modules), ports, buffers, clock);
    }

    /**
     * Reads the configuration, opens its ports and serves.
     *
     * @throws PortUnavailableException when a port can't be had
     */
    public Gangway start() {
        return read().start();
    }

    private Environment where() {
        if (environment == null && written == null) {
            throw new IllegalStateException("no configuration: call file or configuration first");
        }
        if (environment == null) {
            Path directory = prefix == null ? Path.of("").toAbsolutePath() : prefix;
            return new Environment(
                    directory, directory.resolve(BUILT), errorLog(null), "", Environment.systemTemp(), logs);
        }
        return new Environment(
                prefix == null ? environment.prefix() : prefix,
                environment.file(),
                errorLog(environment.errorLog()),
                environment.globals(),
                environment.temp(),
                logs == null ? environment.logs() : logs);
    }

    /** The log of what says no other. */
    private String errorLog(String said) {
        return said == null && logs != null ? Environment.bytes(logs.resolve("error.log")) : said;
    }

    private Source source(Environment where) {
        String name = Environment.bytes(where.file());
        Block configuration = written;
        UnaryOperator<String> includes = moved;
        Source source = configuration == null ? () -> Parser.file(name, includes) : () -> configuration.tree(name);
        for (TreeChange change : changes) {
            source = source.changed(change);
        }
        return source;
    }
}
