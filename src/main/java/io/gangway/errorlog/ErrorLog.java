package io.gangway.errorlog;

/** Writes lines of {@code error_log}. Thread-safe; never blocks for long. */
public interface ErrorLog {
    /** Whether a line of that level would be written. */
    boolean isEnabled(LogLevel level);

    /** Writes one line; time, level and process id are added. */
    void write(LogLevel level, String message);

    /** Discards everything. */
    ErrorLog NONE = new ErrorLog() {
        @Override
        public boolean isEnabled(LogLevel level) {
            return false;
        }

        @Override
        public void write(LogLevel level, String message) {}
    };
}
