package io.gangway.config;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.conf.Parser;
import io.gangway.conf.Tree;
import io.gangway.exchange.Generation;
import io.gangway.loop.FileDescriptors;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;

/**
 * Loads a configuration: parses the file, reads directives into scopes, builds servers and locations. All or nothing:
 * after a failure all opened resources are closed.
 */
public final class Configuration {
    private final List<Module> modules;
    private final Directives directives;
    private final boolean resolvesNames;
    private final boolean opensLogs;
    private final boolean lenient;

    private Configuration(
            List<Module> modules, Directives directives, boolean resolvesNames, boolean opensLogs, boolean lenient) {
        this.modules = modules;
        this.directives = directives;
        this.resolvesNames = resolvesNames;
        this.opensLogs = opensLogs;
        this.lenient = lenient;
    }

    /** Uses all modules on the class path. */
    public static Configuration ofModules() {
        return ofModules(List.of());
    }

    /** Uses the given modules, then all modules on the class path. */
    public static Configuration ofModules(List<Module> more) {
        List<Module> modules = new ArrayList<>(more);
        ServiceLoader.load(Module.class, Module.class.getClassLoader()).forEach(modules::add);
        List<Module> all = List.copyOf(modules);
        return new Configuration(all, new Directives(all), true, true, false);
    }

    /** The same, but names of backends are not resolved: what it loads can be looked at, but not be served. */
    public Configuration withoutNames() {
        return new Configuration(modules, directives, false, opensLogs, lenient);
    }

    /**
     * The same, but log files are neither created nor opened; loading fails where that would. What it loads cannot be
     * served.
     */
    public Configuration withoutLogs() {
        return new Configuration(modules, directives, resolvesNames, false, lenient);
    }

    /** The same, but directives that are known and not supported are left out, with a warning for each. */
    public Configuration lenient() {
        return new Configuration(modules, directives, resolvesNames, opensLogs, true);
    }

    /** Whether names of backends are resolved while loading. */
    public boolean resolvesNames() {
        return resolvesNames;
    }

    /** Whether log files are opened while loading. */
    public boolean opensLogs() {
        return opensLogs;
    }

    /** All known directives. */
    public Directives directives() {
        return directives;
    }

    /**
     * A generation and the messages of its load.
     *
     * @param generation the new generation
     * @param tree the parsed file
     * @param warnings nginx's {@code [warn]} messages, without level
     * @param noEffect names of directives that were accepted but have no effect
     * @param leftOut the warnings about what is left out since it is not supported
     */
    public record Loaded(
            Generation generation, Tree tree, List<String> warnings, List<String> noEffect, List<String> leftOut) {}

    /**
     * Loads the file of the environment.
     *
     * @throws ConfException when nginx would refuse the configuration, or when a referenced file cannot be used
     */
    public Loaded load(Environment environment) {
        return load(environment, Parser.file(Environment.bytes(environment.file()), UnaryOperator.identity(), lenient));
    }

    /**
     * Loads a parsed tree.
     *
     * @throws ConfException see {@link #load(Environment)}
     */
    public Loaded load(Environment environment, Tree tree) {
        LeftOut left = lenient ? LeftOut.of(tree, directives) : LeftOut.nothing(tree);
        LoadContext context = new LoadContext(environment, modules, directives, tree.files(), resolvesNames, opensLogs);
        try {
            ScopeReader levels = new ScopeReader(directives, context);
            if (!environment.globals().isEmpty()) {
                Tree globals = Parser.commandLine(environment.globals(), directory(environment));
                levels.read(globals.nodes(), context.main());
                globals.throwFailure();
            }
            tree.remarks().forEach(context::warn);
            context.leaveOut(left);
            levels.read(left.tree().nodes(), context.main());
            tree.throwFailure();
            modules.forEach(module -> module.link(context));
            Generation generation = new GenerationBuilder(context).build();
            checkConnections(context, generation);
            return new Loaded(generation, tree, context.warnings(), context.noEffect(), context.leftOut());
        } catch (RuntimeException | Error e) {
            context.close();
            throw e;
        }
    }

    /**
     * Reads all directives of a tree, also after errors. No host is looked up, and variables are not checked.
     *
     * @param tree without the directives that follow a syntax error
     */
    public List<ReadDirective> readAll(Environment environment, Tree tree) {
        LoadContext context = new LoadContext(environment, modules, directives, tree.files(), false, true);
        try {
            return new TolerantReader(directives, context).read(tree.nodes());
        } finally {
            context.close();
        }
    }

    private static void checkConnections(LoadContext context, Generation generation) {
        int connections = generation.settings().workerConnections();
        int sockets = generation.listens().size();
        if (connections <= sockets) {
            throw new ConfException(
                    connections + " worker_connections are not enough for " + sockets + " listening sockets", null);
        }
        int limit = FileDescriptors.limit();
        long all = (long) connections * Math.max(1, generation.settings().workerProcesses());
        if (all > limit) {
            context.warn(all + " worker_connections exceed open file resource limit: " + limit);
        }
    }

    private static String directory(Environment environment) {
        String directory = Environment.bytes(environment.file().toAbsolutePath().getParent());
        return directory.endsWith("/") ? directory : directory + "/";
    }
}
