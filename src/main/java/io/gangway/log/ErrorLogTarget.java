package io.gangway.log;

import io.gangway.config.DirectiveArguments;
import io.gangway.errorlog.LogLevel;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An {@code error_log}: where lines go, and the lowest level that is written.
 *
 * @param output opened together with the others of its generation
 */
record ErrorLogTarget(Output output, LogLevel min) {
    /** A file or a syslog server. */
    @FunctionalInterface
    interface Output {
        /** Writes a line that ends with a line feed. */
        void write(LogLevel level, Line line) throws IOException;
    }

    /** Writes to a file. */
    ErrorLogTarget(LogFile file, LogLevel min) {
        this((level, line) -> file.write(line), min);
    }

    private static final List<String> DEBUG_LEVELS = List.of(
            "debug_core", "debug_alloc", "debug_mutex", "debug_event", "debug_http", "debug_mail", "debug_stream");

    static ErrorLogTarget read(DirectiveArguments r) {
        String where = r.arg(0);
        if (where.startsWith("memory:")) {
            throw r.error("\"memory:\" of the \"error_log\" directive is not supported yet by Gangway");
        }
        if (where.startsWith(SyslogReader.PREFIX)) {
            return new ErrorLogTarget(SyslogReader.read(r)::write, level(r));
        }
        LogFiles files = LogFiles.of(r.context());
        LogFile file = where.equals("stderr") || where.isEmpty() ? files.standardError() : files.file(r, where);
        return new ErrorLogTarget(file, level(r));
    }

    private static LogLevel level(DirectiveArguments r) {
        LogLevel level = null;
        boolean debugs = false;
        for (String word : r.args().subList(1, r.count())) {
            Optional<LogLevel> named = Arrays.stream(LogLevel.values())
                    .filter(l -> l.text().equals(word))
                    .findFirst();
            if (named.isPresent()) {
                if (level != null || debugs) {
                    throw r.error("duplicate log level \"" + word + "\"");
                }
                level = named.get();
            } else if (DEBUG_LEVELS.contains(word) && level == null) {
                debugs = true;
            } else {
                throw r.error("invalid log level \"" + word + "\"");
            }
        }
        return debugs ? LogLevel.DEBUG : level == null ? LogLevel.ERROR : level;
    }
}
