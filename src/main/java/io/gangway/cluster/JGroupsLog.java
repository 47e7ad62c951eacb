package io.gangway.cluster;

import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jgroups.logging.CustomLogFactory;
import org.jgroups.logging.Log;
import org.jgroups.logging.LogFactory;

/**
 * Writes what JGroups has to say to the error log, one line each, without stack traces: its errors at {@code warn}, its
 * warnings, most of them about nodes that cannot be reached, at {@code info}.
 */
final class JGroupsLog implements Log {
    private static final Pattern LINE_END = Pattern.compile("[\\r\\n]");
    private static final AtomicReference<ErrorLog> TARGET = new AtomicReference<>(ErrorLog.NONE);

    /** Uses this log for all of the process, unless the program around Gangway has set another one. */
    static void to(ErrorLog log) {
        TARGET.set(log);
        if (LogFactory.getCustomLogFactory() == null) {
            LogFactory.setCustomLogFactory(new CustomLogFactory() {
                @Override
                public Log getLog(Class<?> type) {
                    return new JGroupsLog();
                }

                @Override
                public Log getLog(String category) {
                    return new JGroupsLog();
                }
            });
        }
    }

    private static void write(LogLevel level, String message) {
        TARGET.get().write(level, "zone_sync: JGroups: " + LINE_END.split(message, 2)[0]);
    }

    private static String text(String format, Object... arguments) {
        try {
            return String.format(format, arguments);
        } catch (java.util.IllegalFormatException e) {
            return format;
        }
    }

    @Override
    public boolean isFatalEnabled() {
        return true;
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }

    @Override
    public boolean isWarnEnabled() {
        return TARGET.get().isEnabled(LogLevel.INFO);
    }

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public void fatal(String message) {
        write(LogLevel.WARN, message);
    }

    @Override
    public void fatal(String format, Object... arguments) {
        fatal(text(format, arguments));
    }

    @Override
    public void fatal(String message, Throwable cause) {
        fatal(message + ": " + cause);
    }

    @Override
    public void error(String message) {
        write(LogLevel.WARN, message);
    }

    @Override
    public void error(String format, Object... arguments) {
        error(text(format, arguments));
    }

    @Override
    public void error(String message, Throwable cause) {
        error(message + ": " + cause);
    }

    @Override
    public void warn(String message) {
        write(LogLevel.INFO, message);
    }

    @Override
    public void warn(String format, Object... arguments) {
        warn(text(format, arguments));
    }

    @Override
    public void warn(String message, Throwable cause) {
        warn(message + ": " + cause);
    }

    @Override
    public void info(String message) {}

    @Override
    public void info(String format, Object... arguments) {}

    @Override
    public void debug(String message) {}

    @Override
    public void debug(String format, Object... arguments) {}

    @Override
    public void debug(String message, Throwable cause) {}

    @Override
    public void trace(Object message) {}

    @Override
    public void trace(String message) {}

    @Override
    public void trace(String format, Object... arguments) {}

    @Override
    public void trace(String message, Throwable cause) {}

    @Override
    public void setLevel(String level) {}

    @Override
    public String getLevel() {
        return "warn";
    }
}
