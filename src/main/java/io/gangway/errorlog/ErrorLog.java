package io.gangway.errorlog;

/** Where the lines of {@code error_log} go. Safe for use by several threads; never blocks for long. */
public interface ErrorLog {
    /** Whether a line of that level would be written anywhere. */
    boolean isEnabled(LogLevel level);

    /** Writes one line; time, level and process are put before it. */
    void write(LogLevel level, String message);

    /** A log that nobody reads. */
    ErrorLog NONE = new ErrorLog() {
        @Override
        public boolean isEnabled(LogLevel level) {
            return false;
        }

        @Override
        public void write(LogLevel level, String message) {}
    };
}
