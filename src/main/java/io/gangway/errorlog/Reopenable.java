package io.gangway.errorlog;

import java.nio.file.Path;
import java.util.List;

/** The log files of a generation; reopened on USR1 for rotation. */
public interface Reopenable {
    /** Their absolute paths, without duplicates; without those whose names contain variables. */
    List<Path> paths();

    /** Closes the files and opens their paths again. */
    void reopen();
}
