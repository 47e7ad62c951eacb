package io.gangway.core;

import io.gangway.conf.Position;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The folders for temporary files that a configuration names, while it is read. */
final class TempPaths {
    private record Said(TempPath path, Position position) {}

    private final Map<Path, Said> known = new HashMap<>();

    private final Map<String, TempPath> defaults = new HashMap<>();
    private final Environment environment;

    private TempPaths(Environment environment) {
        this.environment = environment;
    }

    static TempPaths of(Drawing drawing) {
        TempPaths paths = drawing.service(TempPaths.class);
        if (paths == null) {
            paths = new TempPaths(drawing.environment());
            drawing.service(TempPaths.class, paths);
        }
        return paths;
    }

    /** Where the configuration says nothing: nginx's folder below the prefix, but the system's where none can be made there. */
    TempPath byDefault(String name, List<Integer> levels) {
        return defaults.computeIfAbsent(name, n -> {
            if (environment.temp() != null) {
                return new TempPath(environment.temp(), List.of());
            }
            Path folder = environment.prefixed(n).toAbsolutePath();
            boolean usable = Files.isWritable(Files.exists(folder) ? folder : folder.getParent());
            return usable ? new TempPath(folder, levels) : new TempPath(Environment.systemTemp(), List.of());
        });
    }

    /** One folder has one kind of levels; what can't work is said now, and not first when a request needs it. */
    TempPath add(TempPath path, Reader r) {
        Said before = known.putIfAbsent(path.folder(), new Said(path, r.position()));
        if (before == null) {
            look(path.folder(), r);
        } else if (!before.path().equals(path)) {
            throw r.error("the same path name \"" + Environment.bytes(path.folder()) + "\" in " + before.position()
                    + " has the different levels than");
        }
        return path;
    }

    private static void look(Path folder, Reader r) {
        Path there = Files.exists(folder) ? folder : folder.getParent();
        if (there != null && !(Files.isDirectory(there) && Files.isWritable(there))) {
            r.warn("cannot create temporary files in \"" + Environment.bytes(folder) + "\": \""
                    + Environment.bytes(there) + "\" is not a writable directory");
        }
    }
}
