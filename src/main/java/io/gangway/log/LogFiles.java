package io.gangway.log;

import io.gangway.conf.ConfException;
import io.gangway.conf.Position;
import io.gangway.conf.SystemError;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.LoadContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The log files of one generation, without duplicates. */
final class LogFiles implements AutoCloseable {
    private final Map<Path, LogFile> byPath = new LinkedHashMap<>();
    /** The first directive that names a file; none for defaults. */
    private final Map<LogFile, Position> named = new HashMap<>();

    private final LogFile standardError = new LogFile(null);

    private LogFiles() {}

    /** The files of the configuration that is being read. */
    static LogFiles of(LoadContext context) {
        return context.shared(LogFiles.class, () -> context.closeWithGeneration(new LogFiles()));
    }

    /** The file of a path; it is opened after the configuration is read. */
    LogFile file(Path path) {
        return byPath.computeIfAbsent(path, LogFile::new);
    }

    /** The same; errors point to the directive that names it. */
    LogFile file(DirectiveArguments r, String name) {
        LogFile file = file(r.path(name));
        named.putIfAbsent(file, r.position());
        return file;
    }

    LogFile standardError() {
        return standardError;
    }

    /**
     * Opens all files.
     *
     * @throws ConfException when one cannot be opened; the caller closes the others
     */
    void open() {
        attempt(standardError, LogFile::open);
        byPath.values().forEach(file -> attempt(file, LogFile::open));
    }

    /**
     * Opens the standard error stream only, and creates no file.
     *
     * @throws ConfException when one of the others could not be opened
     */
    void check() {
        attempt(standardError, LogFile::open);
        byPath.values().forEach(file -> attempt(file, LogFile::check));
    }

    private interface Action {
        void on(LogFile file) throws IOException;
    }

    private void attempt(LogFile file, Action action) {
        try {
            action.on(file);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private ConfException failed(LogFile file, IOException cause) {
        return new ConfException(openFailed(file.name(), cause), null).at(named.get(file));
    }

    /** nginx's message for a file that cannot be opened. */
    static String openFailed(String name, IOException cause) {
        return "open() \"" + name + "\" failed (" + SystemError.of(cause) + ")";
    }

    /** The absolute paths of all files, in the order of the configuration. */
    List<Path> paths() {
        return byPath.keySet().stream().map(Path::toAbsolutePath).toList();
    }

    Iterable<LogFile> all() {
        return byPath.values();
    }

    /** Closes all files; throws the first failure after all have been tried. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (LogFile file : byPath.values()) {
            try {
                file.close();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public String toString() {
        return "log files " + byPath.keySet();
    }
}
