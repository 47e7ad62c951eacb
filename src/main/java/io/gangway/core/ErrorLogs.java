package io.gangway.core;

/** Finds the error log of a level; made by the room that owns {@code error_log}. */
public interface ErrorLogs {
    ErrorLog of(Scope scope);
}
