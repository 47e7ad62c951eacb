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

/**
 * Reads a configuration and draws it up: file to tree, tree to levels, levels to servers and locations. All or nothing: when
 * anything fails, what was opened is closed again.
 */
public final class Configuration {
    private final List<Module> modules;
    private final Directives directives;

    private Configuration(List<Module> modules) {
        this.modules = modules;
        directives = new Directives(modules);
    }

    /** With all modules on the class path. */
    public static Configuration ofModules() {
        return ofModules(List.of());
    }

    /** With all modules on the class path, behind those given. */
    public static Configuration ofModules(List<Module> more) {
        List<Module> modules = new ArrayList<>(more);
        ServiceLoader.load(Module.class, Module.class.getClassLoader()).forEach(modules::add);
        return new Configuration(List.copyOf(modules));
    }

    /** The table of directives. */
    public Directives directives() {
        return directives;
    }

    /** A generation, and what was said while it was made. */
    public record Loaded(Generation generation, Tree tree, List<String> warnings, List<String> noEffect) {}

    /**
     * Loads the file that the environment names.
     *
     * @throws ConfException when nginx would refuse it, or when a file it names can't be used
     */
    public Loaded load(Environment environment) {
        return load(environment, Parser.file(Environment.bytes(environment.file())));
    }

    /** Draws up a tree that is there already. */
    public Loaded load(Environment environment, Tree tree) {
        LoadContext context = new LoadContext(environment, modules);
        try {
            ScopeReader levels = new ScopeReader(directives, context);
            if (!environment.globals().isEmpty()) {
                Tree globals = Parser.commandLine(environment.globals(), directory(environment));
                levels.read(globals.nodes(), context.main());
                globals.throwFailure();
            }
            tree.remarks().forEach(context::warn);
            levels.read(tree.nodes(), context.main());
            tree.throwFailure();
            modules.forEach(module -> module.link(context));
            Generation generation = new GenerationBuilder(context).build();
            checkConnections(context, generation);
            return new Loaded(generation, tree, context.warnings(), context.noEffect());
        } catch (RuntimeException | Error e) {
            context.close();
            throw e;
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
