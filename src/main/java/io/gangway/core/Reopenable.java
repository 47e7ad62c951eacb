package io.gangway.core;

/** A log file that is opened anew on USR1, so that it can be rotated. */
public interface Reopenable {
    /** Closes the file and opens its name again. */
    void reopen();
}
