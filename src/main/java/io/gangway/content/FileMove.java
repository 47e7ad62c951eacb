package io.gangway.content;

import io.gangway.conf.SystemError;
import io.gangway.errorlog.LogLevel;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Moves a file so that its new name always refers to a complete file: renames it, or copies it into the target's
 * directory first when that is on another file system.
 *
 * @param from one char per byte
 * @param to replaced if it exists
 * @param access permission bits that the file gets; 0 to keep them
 * @param directoryAccess permission bits of new directories, before those to search them are added
 * @param time of modification that the file gets, in seconds since 1970; -1 to keep it
 * @param createsPath whether missing directories of the target are created
 * @param deletesSource whether the source is deleted when this fails
 */
public record FileMove(
        String from,
        String to,
        int access,
        int directoryAccess,
        long time,
        boolean createsPath,
        boolean deletesSource) {
    /** A failure that has been reported. */
    private static final class ReportedException extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** The permissions of a directory for the permissions of its files: who may read may also search. */
    public static int directoryAccess(int access) {
        return access | (access & 0444) >> 2;
    }

    /** Moves, and reports what fails. Blocks. */
    public boolean run(FileErrors errors) {
        try {
            prepare(errors);
            rename(errors);
            return true;
        } catch (ReportedException e) {
            deleteSource(errors);
        } catch (IOException e) {
            deleteSource(errors);
            errors.add(LogLevel.CRIT, renameFailed(from, e));
        }
        return false;
    }

    private void deleteSource(FileErrors errors) {
        if (deletesSource) {
            delete(from, errors);
        }
    }

    private void prepare(FileErrors errors) throws ReportedException {
        String call = "chmod()";
        try {
            if (access != 0) {
                FileCalls.chmod(from, access);
            }
            call = "utimes()";
            if (time >= 0) {
                FileCalls.utimes(from, time);
            }
        } catch (IOException e) {
            errors.failed(LogLevel.CRIT, call, from, e);
            throw new ReportedException();
        }
    }

    private void rename(FileErrors errors) throws IOException, ReportedException {
        try {
            renameOrCopy(errors);
        } catch (NoSuchFileException e) {
            if (!createsPath) {
                throw e;
            }
            createPath(errors);
            renameOrCopy(errors);
        }
    }

    private void renameOrCopy(FileErrors errors) throws IOException, ReportedException {
        try {
            FileCalls.rename(from, to);
        } catch (AtomicMoveNotSupportedException e) {
            copy(errors);
        }
    }

    /** Creates the directories of the target, from the outermost to the innermost. */
    private void createPath(FileErrors errors) throws ReportedException {
        IOException last = null;
        for (int slash = to.indexOf('/', 1); slash > 0; slash = to.indexOf('/', slash + 1)) {
            last = null;
            try {
                FileCalls.mkdir(to.substring(0, slash), directoryAccess(directoryAccess));
            } catch (IOException e) {
                int number = SystemError.number(e);
                // A directory that may not be written to may contain another one that may.
                boolean goesOn = number == 17 || number == 13;
                last = number == 17 ? null : e;
                if (!goesOn) {
                    break;
                }
            }
        }
        if (last != null) {
            errors.failed(LogLevel.CRIT, "mkdir()", to, last);
            throw new ReportedException();
        }
    }

    private void copy(FileErrors errors) throws ReportedException {
        String near = to + String.format(".%010d", ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE));
        if (!new FileCopy(from, near, access, time).run(errors)) {
            try {
                FileCalls.unlink(near);
            } catch (IOException e) {
                // Usually it was not created; the reason has been reported.
                throw new ReportedException();
            }
            throw new ReportedException();
        }
        try {
            FileCalls.rename(near, to);
        } catch (IOException e) {
            errors.add(LogLevel.CRIT, renameFailed(near, e));
            delete(near, errors);
            throw new ReportedException();
        }
        if (!delete(from, errors)) {
            throw new ReportedException();
        }
    }

    private String renameFailed(String source, IOException cause) {
        return "rename() \"" + source + "\" to \"" + to + "\" failed (" + SystemError.of(cause) + ")";
    }

    private static boolean delete(String path, FileErrors errors) {
        try {
            FileCalls.unlink(path);
            return true;
        } catch (IOException e) {
            errors.failed(LogLevel.CRIT, "unlink()", path, e);
            return false;
        }
    }
}
