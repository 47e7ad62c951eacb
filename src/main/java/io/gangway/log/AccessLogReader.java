package io.gangway.log;

import io.gangway.conf.SizeValue;
import io.gangway.conf.TimeValue;
import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Template;
import java.time.Duration;
import java.util.OptionalLong;

/** Parses the arguments of {@code access_log}. */
final class AccessLogReader {
    /** The default buffer size of a compressed log. */
    private static final int GZIP_BUFFER = 64 * 1024;

    private final DirectiveArguments r;
    private final String path;
    private int size;
    private long flushMillis;
    private int gzipLevel;
    private Template condition;

    private AccessLogReader(DirectiveArguments r) {
        this.r = r;
        path = r.arg(0);
    }

    static AccessLog read(DirectiveArguments r) {
        if (r.arg(0).equals("off")) {
            if (r.count() > 1) {
                throw r.invalidParameter(r.arg(1));
            }
            return AccessLog.OFF;
        }
        return new AccessLogReader(r).read();
    }

    private AccessLog read() {
        SyslogServer syslog = path.startsWith(SyslogReader.PREFIX) ? SyslogReader.read(r) : null;
        String name = r.count() > 1 ? r.arg(1) : LogFormats.COMBINED;
        LogFormat format = LogFormats.of(r.context()).find(r.context(), name);
        if (format == null) {
            throw r.error("unknown log format \"" + name + "\"");
        }
        for (int i = 2; i < r.count(); i++) {
            parameter(r.arg(i));
        }
        if (flushMillis > 0 && size == 0) {
            throw r.error("no buffer is defined for access_log \"" + path + "\"");
        }
        if (syslog != null && size > 0) {
            throw r.error("logs to syslog cannot be buffered");
        }
        return new AccessLog(format, syslog == null ? destination() : new SyslogDestination(syslog), condition);
    }

    private void parameter(String word) {
        if (word.startsWith("buffer=")) {
            OptionalLong bytes = SizeValue.size(word.substring(7));
            if (bytes.isEmpty() || bytes.getAsLong() == 0 || bytes.getAsLong() > Integer.MAX_VALUE) {
                throw r.error("invalid buffer size \"" + word.substring(7) + "\"");
            }
            size = (int) bytes.getAsLong();
        } else if (word.startsWith("flush=")) {
            flushMillis = TimeValue.millis(word.substring(6))
                    .filter(time -> !time.isZero())
                    .map(Duration::toMillis)
                    .orElseThrow(() -> r.error("invalid flush time \"" + word.substring(6) + "\""));
        } else if (word.equals("gzip") || word.startsWith("gzip=")) {
            size = size == 0 ? GZIP_BUFFER : size;
            gzipLevel = word.equals("gzip") ? 1 : gzipLevel(word.substring(5));
        } else if (word.startsWith("if=")) {
            condition = r.template(word.substring(3));
        } else {
            throw r.invalidParameter(word);
        }
    }

    private int gzipLevel(String word) {
        if (!word.matches("0*[1-9]")) {
            throw r.error("invalid compression level \"" + word + "\"");
        }
        return Integer.parseInt(word);
    }

    private Destination destination() {
        if (path.indexOf('$') >= 0) {
            if (size > 0) {
                throw r.error("buffered logs cannot have variables in name");
            }
            return new PathDestination(r.template(path), OpenLogFiles.OFF);
        }
        LogFiles files = LogFiles.of(r.context());
        LogFile file = path.isEmpty() ? files.standardError() : files.file(r, path);
        if (size > 0) {
            if (file.buffer() == null) {
                file.buffer(new LogBuffer(size, flushMillis, gzipLevel));
            } else if (!file.buffer().isLike(size, flushMillis, gzipLevel)) {
                throw r.error("access_log \"" + path + "\" already defined with conflicting parameters");
            }
        }
        return new FileDestination(file);
    }
}
