package io.gangway.config;

import io.gangway.errorlog.ErrorLog;

/** Finds the error log of a level; made by the room that owns {@code error_log}. */
public interface ErrorLogs {
    ErrorLog of(Scope scope);
}
