package io.gangway;

import io.gangway.conf.Block;
import io.gangway.conf.ConfException;
import io.gangway.conf.DirectoryMove;
import io.gangway.conf.Environment;
import io.gangway.conf.HttpAddition;
import io.gangway.conf.LogDiscard;
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
 * Builds an instance from a configuration and what the application adds to it; for everything beyond
 * {@link Gangway#read(Path)}. Not thread-safe.
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
    private UnaryOperator<String> pathRewriter = UnaryOperator.identity();
    private Environment environment;
    private Block block;
    private Path prefix;
    /** Null when {@link #logs} was not called. */
    private Path logs;

    private Ports ports = Ports.AS_CONFIGURED;
    private ByteBufferPool buffers = new BoundedBufferPool();
    private Clock clock = Clock.SYSTEM;
    private boolean inspects;
    private boolean checks;
    private boolean lenient;

    GangwayBuilder() {}

    /**
     * Reads the configuration from a file, as {@code nginx -c} does. Its directory is the prefix unless {@link #prefix}
     * is called. Temporary files for which it names no directory are in that of the JVM. A log that it does not place
     * is not written unless {@link #logs} is called: errors go to stderr.
     */
    public GangwayBuilder file(Path file) {
        Path absolute = file.toAbsolutePath();
        return environment(new Environment(absolute.getParent(), absolute, null, "", Environment.systemTemp(), null));
    }

    /** Reads the configuration from a file, with all options of the command line. */
    public GangwayBuilder environment(Environment environment) {
        this.environment = environment;
        block = null;
        return this;
    }

    /**
     * Uses a configuration written in Java; errors name the line of the program that adds the directive. Relative paths
     * are resolved against {@link #prefix}, by default the working directory.
     */
    public GangwayBuilder configuration(Block configuration) {
        block = configuration;
        environment = null;
        return this;
    }

    /** Sets the directory for relative paths of the configuration, nginx's {@code -p}. */
    public GangwayBuilder prefix(Path prefix) {
        this.prefix = prefix.toAbsolutePath();
        return this;
    }

    /**
     * Binds each {@code listen} to a free port of the loopback address instead; {@link Gangway#port(int)} returns it.
     * For tests.
     */
    public GangwayBuilder freePorts() {
        ports = Ports.FREE;
        return this;
    }

    /**
     * Binds the ports although another process of the same user has them, if that {@linkplain Gangway#sharePorts shares}
     * them: to take its place without a moment in which nobody listens. Not for unix sockets.
     */
    public GangwayBuilder besideAnother() {
        ports = Ports.BESIDE_ANOTHER;
        return this;
    }

    /**
     * Replaces a port in every {@code listen} that has it, also after each reload.
     *
     * @param configured the port in the configuration, explicit or implied (80)
     * @param instead the port to use
     */
    public GangwayBuilder port(int configured, int instead) {
        changes.add(new PortMove(configured, instead));
        return this;
    }

    /**
     * Replaces the servers of an {@code upstream}, also after each reload. For tests, and for programs that know their
     * backends.
     *
     * @param name the name of the upstream block; without such a block, what follows {@code ://} in a {@code
     *     proxy_pass}
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
     * Replaces a directory in the paths of the configuration: of includes, certificates, the root. For tests with a
     * production file.
     *
     * @param from absolute path as in the configuration ({@code /etc/nginx})
     * @param to the directory to use instead
     */
    public GangwayBuilder directory(String from, Path to) {
        DirectoryMove move = new DirectoryMove(from, Environment.bytes(to.toAbsolutePath()));
        UnaryOperator<String> before = pathRewriter;
        pathRewriter = path -> move.path(before.apply(path));
        changes.add(move);
        return this;
    }

    /**
     * Writes logs, the pid file and temporary files to one directory, under the last parts of their names; also the
     * logs that nginx writes where the configuration does not place them. For tests.
     */
    public GangwayBuilder logs(Path directory) {
        logs = directory.toAbsolutePath();
        changes.add(new OutputMove(Environment.bytes(directory.toAbsolutePath())));
        return this;
    }

    /**
     * Reads the configuration only to look at it, as with {@link Gangway#explain(String)}: {@link #read} creates no log
     * file, and names of backends are not resolved. The instance cannot be started.
     */
    public GangwayBuilder inspectOnly() {
        changes.add(new LogDiscard());
        inspects = true;
        return this;
    }

    /**
     * Reads the configuration only to check it, as with {@code gangway -t}: no log file is created. The instance cannot
     * be started.
     */
    public GangwayBuilder checkOnly() {
        checks = true;
        return this;
    }

    /**
     * Leaves out the directives that are known and not supported, such as {@code stream} or those of modules of third
     * parties, also after each reload; {@link Gangway#warnings()} has a line for each. What may restrict access is still
     * an error.
     */
    public GangwayBuilder lenient() {
        lenient = true;
        return this;
    }

    /**
     * Adds a server with the console, also after each reload. {@link Gangway#adminUrl} returns its URL.
     *
     * @param address as in {@code listen}; only clients of this machine are allowed
     * @param token for changes: letters, digits and {@code -._~+/=}; null to allow none
     */
    public GangwayBuilder admin(String address, String token) {
        return admin(address, token, false);
    }

    /**
     * The same.
     *
     * @param remote whether clients of other machines may read; for an address behind something that checks them
     */
    public GangwayBuilder admin(String address, String token, boolean remote) {
        changes.add(AdminServer.on(address, token, remote));
        return this;
    }

    /**
     * Adds directives at the end of the {@code http} block, also after each reload; one without a block only if the
     * block does not have it already.
     */
    public GangwayBuilder http(Block directives) {
        changes.add(new HttpAddition(directives.tree(BUILT).nodes()));
        return this;
    }

    /** Adds a listener for requests and tunnels. Several may be added. */
    public GangwayBuilder listener(Listener listener) {
        modules.add(new ListeningModule(listener));
        return this;
    }

    /** Adds directives and variables of the application, by the same interface that the built-in ones use. */
    public GangwayBuilder module(Module module) {
        modules.add(module);
        return this;
    }

    /**
     * Sets the buffer pool, to share it, to bound its memory or to monitor it. After {@link Gangway#close} all buffers
     * have been returned.
     */
    public GangwayBuilder buffers(ByteBufferPool pool) {
        buffers = pool;
        return this;
    }

    /** Sets the clock of time-outs, drains and keep-alives; by default {@link Clock#SYSTEM}. For tests. */
    public GangwayBuilder clock(Clock clock) {
        this.clock = clock;
        return this;
    }

    /**
     * Reads and checks the configuration without opening a port.
     *
     * @throws ConfException when nginx would reject it
     * @throws IllegalArgumentException when {@link #upstream} names an unknown upstream
     * @throws IllegalStateException when there is neither a file nor a configuration
     */
    public Gangway read() {
        Environment effectiveEnvironment = effectiveEnvironment();
        Configuration all = Configuration.ofModules(modules);
        Configuration loader = lenient ? all.lenient() : all;
        loader = checks ? loader.withoutLogs() : loader;
        return new Gangway(
                effectiveEnvironment,
                source(effectiveEnvironment),
                inspects ? loader.withoutNames() : loader,
                ports,
                buffers,
                clock);
    }

    /**
     * Reads the configuration, opens its ports and serves.
     *
     * @throws ConfException when nginx would reject it
     * @throws PortUnavailableException when a port can't be opened
     */
    public Gangway start() {
        return read().start();
    }

    private Environment effectiveEnvironment() {
        if (environment == null && block == null) {
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

    /** The error log for a configuration without {@code error_log}. */
    private String errorLog(String configured) {
        return configured == null && logs != null ? Environment.bytes(logs.resolve("error.log")) : configured;
    }

    private Source source(Environment effectiveEnvironment) {
        String name = Environment.bytes(effectiveEnvironment.file());
        Block configuration = block;
        UnaryOperator<String> includes = pathRewriter;
        Source source =
                configuration == null ? () -> Parser.file(name, includes, lenient) : () -> configuration.tree(name);
        for (TreeChange change : changes) {
            source = source.changed(change);
        }
        return source;
    }
}
