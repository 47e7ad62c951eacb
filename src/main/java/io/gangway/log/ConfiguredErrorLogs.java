package io.gangway.log;

import io.gangway.core.DefaultFolder;
import io.gangway.core.Drawing;
import io.gangway.core.ErrorLog;
import io.gangway.core.ErrorLogs;
import io.gangway.core.Level;
import io.gangway.core.Scope;
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

    ConfiguredErrorLogs(Drawing drawing) {
        byDefault = drawing.main().says(LogDirectives.ERROR_LOG) ? List.of() : List.of(byDefault(drawing));
    }

    /** {@code -e}, or nginx's own default. */
    private static ErrorLogTarget byDefault(Drawing drawing) {
        LogFiles files = LogFiles.of(drawing);
        String said = drawing.environment().errorLog();
        DefaultFolder folder = said == null ? DefaultFolder.of(drawing) : null;
        boolean standardError = folder != null ? !folder.isUsable() : said.equals("stderr");
        if (standardError) {
            return new ErrorLogTarget(files.standardError(), Level.ERROR);
        }
        Path file = folder != null
                ? folder.file("error.log")
                : drawing.environment().prefixed(said);
        return new ErrorLogTarget(files.file(file), Level.ERROR);
    }

    @Override
    public ErrorLog of(Scope scope) {
        List<ErrorLogTarget> said = scope.get(LogDirectives.ERROR_LOG);
        return made.computeIfAbsent(said.isEmpty() ? byDefault : said, targets -> new LevelErrorLog(targets, time));
    }
}
