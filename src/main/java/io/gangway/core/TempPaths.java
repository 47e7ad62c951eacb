package io.gangway.core;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.Environment;
import io.gangway.conf.NumberValue;
import io.gangway.conf.Position;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.content.TempPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code client_body_temp_path} and similar directives: the directories for temporary files of a configuration, while
 * it is read.
 */
public final class TempPaths {
    private static final int MAX_DIGITS = 10;

    private record Configured(TempPath path, Position position) {}

    private final Map<Path, Configured> known = new HashMap<>();

    private final Map<String, TempPath> defaults = new HashMap<>();
    private final Environment environment;

    private TempPaths(Environment environment) {
        this.environment = environment;
    }

    /**
     * A directive for such a directory, with its default below the prefix and its description; its value is null when
     * not configured.
     */
    public static Directive<TempPath> directive(String name, String byDefault, String meaning) {
        return Directive.of(name, 1, 4, TempPaths::read)
                .syntax("path [level1 [level2 [level3]]]")
                .defaultText(byDefault)
                .description(meaning)
                .differs("The directory is created with the first file, not at startup.")
                .in(HTTP, SERVER, LOCATION);
    }

    private static TempPath read(DirectiveArguments r) {
        String directory = r.arg(0).replaceFirst("(?<=.)/+$", "");
        List<Integer> levels = new ArrayList<>();
        int digits = 0;
        for (String word : r.args().subList(1, r.count())) {
            long level = NumberValue.parse(word).orElseThrow(r::invalidValue);
            digits += (int) Math.min(level, MAX_DIGITS + 1);
            if (level == 0 || digits > MAX_DIGITS) {
                throw r.invalidValue();
            }
            levels.add((int) level);
        }
        return of(r.context()).add(new TempPath(r.path(directory).toAbsolutePath(), List.copyOf(levels)), r);
    }

    /**
     * The effective directory of a location.
     *
     * @param byDefault nginx's default name of the directory, below the prefix
     * @param levels nginx's default levels of the directory
     */
    public static TempPath of(
            LocationBuilder location, Directive<TempPath> directive, String byDefault, Integer... levels) {
        TempPath configured = location.get(directive);
        return configured != null ? configured : of(location.context()).byDefault(byDefault, List.of(levels));
    }

    private static TempPaths of(LoadContext context) {
        return context.shared(TempPaths.class, () -> new TempPaths(context.environment()));
    }

    /** The default directory of nginx below the prefix, or that of the system if it cannot be created or written to. */
    private TempPath byDefault(String name, List<Integer> levels) {
        return defaults.computeIfAbsent(name, n -> {
            if (environment.temp() != null) {
                return new TempPath(environment.temp(), List.of());
            }
            Path directory = environment.prefixed(n).toAbsolutePath();
            boolean usable = Files.isWritable(Files.exists(directory) ? directory : directory.getParent());
            return usable ? new TempPath(directory, levels) : new TempPath(Environment.systemTemp(), List.of());
        });
    }

    /**
     * Adds a directory, which must have the same levels everywhere. Problems are reported while loading, not when a
     * request needs it.
     */
    private TempPath add(TempPath path, DirectiveArguments r) {
        Configured before = known.putIfAbsent(path.directory(), new Configured(path, r.position()));
        if (before == null) {
            check(path.directory(), r);
        } else if (!before.path().equals(path)) {
            throw r.error("the same path name \"" + Environment.bytes(path.directory()) + "\" in " + before.position()
                    + " has the different levels than");
        }
        return path;
    }

    private static void check(Path directory, DirectiveArguments r) {
        Path existing = Files.exists(directory) ? directory : directory.getParent();
        if (existing != null && !(Files.isDirectory(existing) && Files.isWritable(existing))) {
            r.warn("cannot create temporary files in \"" + Environment.bytes(directory) + "\": \""
                    + Environment.bytes(existing) + "\" is not a writable directory");
        }
    }
}
