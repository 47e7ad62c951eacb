package io.gangway.core;

import io.gangway.conf.ConfException;
import io.gangway.conf.Parser;
import io.gangway.conf.Tree;
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
        Drawing drawing = new Drawing(environment, modules);
        try {
            LevelReader levels = new LevelReader(directives, drawing);
            if (!environment.globals().isEmpty()) {
                Tree globals = Parser.commandLine(environment.globals(), folder(environment));
                levels.read(globals.nodes(), drawing.main());
                globals.throwFailure();
            }
            tree.remarks().forEach(drawing::warn);
            levels.read(tree.nodes(), drawing.main());
            tree.throwFailure();
            if (!drawing.main().says(CoreMain.EVENTS_BLOCK)) {
                throw new ConfException("no \"events\" section in configuration", null);
            }
            if (!drawing.main().says(CoreMain.PID)) {
                DefaultFolder.of(drawing);
            }
            modules.forEach(module -> module.link(drawing));
            Generation generation = new GenerationBuilder(drawing).build();
            return new Loaded(generation, tree, drawing.warnings(), drawing.noEffect());
        } catch (RuntimeException | Error e) {
            drawing.close();
            throw e;
        }
    }

    private static String folder(Environment environment) {
        String folder = Environment.bytes(environment.file().toAbsolutePath().getParent());
        return folder.endsWith("/") ? folder : folder + "/";
    }
}
