package io.gangway.log;

import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import java.io.IOException;
import java.util.List;

/** The error log of one level of the configuration: one or more files or syslog servers, each with its minimum level. */
final class LevelErrorLog implements ErrorLog {
    /** As in nginx, longer lines are truncated. */
    private static final int MAX_LINE = 2048;

    private final List<ErrorLogTarget> targets;
    private final LogSecond time;
    private final String process;

    LevelErrorLog(List<ErrorLogTarget> targets, LogSecond time) {
        this.targets = targets;
        this.time = time;
        process = ProcessHandle.current().pid() + "#";
    }

    @Override
    public boolean isEnabled(LogLevel level) {
        for (ErrorLogTarget target : targets) {
            if (level.compareTo(target.min()) <= 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void write(LogLevel level, String message) {
        if (!isEnabled(level)) {
            return;
        }
        Line line = line(level, message);
        for (ErrorLogTarget target : targets) {
            if (level.compareTo(target.min()) <= 0) {
                try {
                    target.output().write(level, line);
                } catch (IOException e) {
                    // the error log itself cannot be written: there is no better place to report it, and nginx ignores
                    // it, too
                }
            }
        }
    }

    private Line line(LogLevel level, String message) {
        return new Line()
                .add(time.at(System.currentTimeMillis()))
                .add(" [")
                .add(level.text())
                .add("] ")
                .add(process)
                .add(Long.toString(Thread.currentThread().getId()))
                .add(": ")
                .add(message)
                .cut(MAX_LINE - 1)
                .add('\n');
    }
}
