package io.gangway.log;

import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import io.gangway.errorlog.Reopenable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Opens the log files of a generation again. A file that can't be opened keeps its old one, and the error log says so. */
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
