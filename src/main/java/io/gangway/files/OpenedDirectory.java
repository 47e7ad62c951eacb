package io.gangway.files;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseResult;

/** A requested directory whose entries are read. */
final class OpenedDirectory {
    private OpenedDirectory() {}

    /** Its path, without the last slash. */
    static String path(Exchange x) {
        String path = x.location().settings().root().file(x, x.uri());
        return path.length() > 1 ? path.substring(0, path.length() - 1) : path;
    }

    /** Responds to a failure to open it. */
    static PhaseResult failed(Exchange x, FileFacts facts) {
        int status = switch (facts.kind()) {
            case MISSING -> 404;
            case FORBIDDEN -> 403;
            default -> 500;
        };
        LogLevel level = status == 500 ? LogLevel.CRIT : LogLevel.ERROR;
        x.log(level, "opendir() \"" + facts.path() + "\" failed (" + facts.error() + ")");
        return x.end(status);
    }
}
