package io.gangway.config;

import io.gangway.errorlog.ErrorLog;

/** Provides the error log of each level. A service of the generation, registered by the module of {@code error_log}. */
public interface ErrorLogs {
    ErrorLog of(Scope scope);
}
