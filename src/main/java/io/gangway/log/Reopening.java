package io.gangway.log;

import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import io.gangway.errorlog.Reopenable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reopens the log files of a generation. If that fails, the file stays open, and the failure is logged to the error
 * log.
 */
record Reopening(LogFiles files, ErrorLog errorLog) implements Reopenable {
    @Override
    public List<Path> paths() {
        return files.paths();
    }

    @Override
    public void reopen() {
        for (LogFile file : files.all()) {
            try {
                file.open();
            } catch (IOException e) {
                errorLog.write(LogLevel.EMERG, LogFiles.openFailed(file.name(), e));
            }
        }
    }
}
