package io.gangway.core;

import io.gangway.conf.Environment;
import io.gangway.conf.Position;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.LoadContext;
import io.gangway.content.TempPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The folders for temporary files that a configuration names, while it is read. */
public final class TempPaths {
    private record Said(TempPath path, Position position) {}

    private final Map<Path, Said> known = new HashMap<>();

    private final Map<String, TempPath> defaults = new HashMap<>();
    private final Environment environment;

    private TempPaths(Environment environment) {
        this.environment = environment;
    }

    public static TempPaths of(LoadContext context) {
        TempPaths paths = context.service(TempPaths.class);
        if (paths == null) {
            paths = new TempPaths(context.environment());
            context.service(TempPaths.class, paths);
        }
        return paths;
    }

    /** Where the configuration says nothing: nginx's folder below the prefix, but the system's where none can be made there. */
    public TempPath byDefault(String name, List<Integer> levels) {
        return defaults.computeIfAbsent(name, n -> {
            if (environment.temp() != null) {
                return new TempPath(environment.temp(), List.of());
            }
            Path directory = environment.prefixed(n).toAbsolutePath();
            boolean usable = Files.isWritable(Files.exists(directory) ? directory : directory.getParent());
            return usable ? new TempPath(directory, levels) : new TempPath(Environment.systemTemp(), List.of());
        });
    }

    /** One folder has one kind of levels; what can't work is said now, and not first when a request needs it. */
    public TempPath add(TempPath path, DirectiveArguments r) {
        Said before = known.putIfAbsent(path.directory(), new Said(path, r.position()));
        if (before == null) {
            look(path.directory(), r);
        } else if (!before.path().equals(path)) {
            throw r.error("the same path name \"" + Environment.bytes(path.directory()) + "\" in " + before.position()
                    + " has the different levels than");
        }
        return path;
    }

    private static void look(Path directory, DirectiveArguments r) {
        Path there = Files.exists(directory) ? directory : directory.getParent();
        if (there != null && !(Files.isDirectory(there) && Files.isWritable(there))) {
            r.warn("cannot create temporary files in \"" + Environment.bytes(directory) + "\": \""
                    + Environment.bytes(there) + "\" is not a writable directory");
        }
    }
}
