package io.gangway.log;

import io.gangway.config.ErrorLogs;
import io.gangway.config.LoadContext;
import io.gangway.config.Scope;
import io.gangway.core.DefaultDirectory;
import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The error logs of the levels of a configuration. Used while a generation is loaded. */
final class ConfiguredErrorLogs implements ErrorLogs {
    private final Map<List<ErrorLogTarget>, ErrorLog> logs = new IdentityHashMap<>();
    private final LogSecond time = LogSecond.ofErrorLog(ZoneId.systemDefault());
    private final List<ErrorLogTarget> byDefault;

    ConfiguredErrorLogs(LoadContext context) {
        byDefault = context.main().isSet(LogDirectives.ERROR_LOG) ? List.of() : List.of(byDefault(context));
    }

    /** The file of {@code -e}, or nginx's default. */
    private static ErrorLogTarget byDefault(LoadContext context) {
        LogFiles files = LogFiles.of(context);
        String path = context.environment().errorLog();
        DefaultDirectory directory = path == null ? DefaultDirectory.of(context) : null;
        boolean standardError = directory != null ? !directory.isUsable() : path.equals("stderr");
        if (standardError) {
            return new ErrorLogTarget(files.standardError(), LogLevel.ERROR);
        }
        Path file = directory != null
                ? directory.file("error.log")
                : context.environment().prefixed(path);
        return new ErrorLogTarget(files.file(file), LogLevel.ERROR);
    }

    @Override
    public ErrorLog of(Scope scope) {
        List<ErrorLogTarget> configured = scope.get(LogDirectives.ERROR_LOG);
        return logs.computeIfAbsent(
                configured.isEmpty() ? byDefault : configured, targets -> new LevelErrorLog(targets, time));
    }
}
