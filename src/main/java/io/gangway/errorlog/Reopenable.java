package io.gangway.errorlog;

import java.nio.file.Path;
import java.util.List;

/** The log files of a generation, which are opened anew on USR1, so that they can be rotated. */
public interface Reopenable {
    /** Their names, absolute, each once; without those whose names have variables. */
    List<Path> paths();

    /** Closes the file and opens its name again. */
    void reopen();
}
