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

/** The error log of each level of one configuration. Used while a generation is drawn up. */
final class ConfiguredErrorLogs implements ErrorLogs {
    private final Map<List<ErrorLogTarget>, ErrorLog> made = new IdentityHashMap<>();
    private final ErrorTime time = new ErrorTime(ZoneId.systemDefault());
    private final List<ErrorLogTarget> byDefault;

    ConfiguredErrorLogs(LoadContext context) {
        byDefault = context.main().says(LogDirectives.ERROR_LOG) ? List.of() : List.of(byDefault(context));
    }

    /** {@code -e}, or nginx's own default. */
    private static ErrorLogTarget byDefault(LoadContext context) {
        LogFiles files = LogFiles.of(context);
        String said = context.environment().errorLog();
        DefaultDirectory directory = said == null ? DefaultDirectory.of(context) : null;
        boolean standardError = directory != null ? !directory.isUsable() : said.equals("stderr");
        if (standardError) {
            return new ErrorLogTarget(files.standardError(), LogLevel.ERROR);
        }
        Path file = directory != null
                ? directory.file("error.log")
                : context.environment().prefixed(said);
        return new ErrorLogTarget(files.file(file), LogLevel.ERROR);
    }

    @Override
    public ErrorLog of(Scope scope) {
        List<ErrorLogTarget> said = scope.get(LogDirectives.ERROR_LOG);
        return made.computeIfAbsent(said.isEmpty() ? byDefault : said, targets -> new LevelErrorLog(targets, time));
    }
}
