package io.gangway.rewrite;

import io.gangway.conf.Environment;
import io.gangway.conf.SystemError;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseResult;
import io.gangway.exchange.Template;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;

/**
 * {@code -f}, {@code -d}, {@code -e}, {@code -x} and their negations. The test runs off the loop.
 *
 * @param kind the expected kind of file
 * @param negated {@code !-f} and so on
 * @param path of the file; a relative one is resolved against the working directory of the process, as in nginx
 */
record FileTest(Kind kind, boolean negated, Template path) implements Condition {
    enum Kind {
        PLAIN,
        DIRECTORY,
        ANY,
        EXECUTABLE
    }

    @Override
    public PhaseResult test(Run run, Decision decision) {
        Exchange exchange = run.exchange();
        String name = path.render(exchange, run.quoted());
        exchange.offload(() -> matches(name), (found, failure) -> {
            if (exchange.isEnded()) {
                return;
            }
            if (failure instanceof IOException io) {
                exchange.log(LogLevel.CRIT, "stat() \"" + name + "\" failed (" + SystemError.of(io) + ")");
            } else if (failure != null) {
                exchange.failed(failure);
                return;
            }
            decision.accept(failure != null ? negated : found != negated);
            exchange.resume(run.proceed());
        });
        return PhaseResult.PENDING;
    }

    private boolean matches(String name) throws IOException {
        if (name.isEmpty()) {
            return false;
        }
        try {
            return matches(Files.readAttributes(Environment.path(name), PosixFileAttributes.class));
        } catch (NoSuchFileException | InvalidPathException e) {
            return false;
        } catch (FileSystemException e) {
            if (isNoFile(e)) {
                return false;
            }
            throw e;
        }
    }

    private boolean matches(PosixFileAttributes file) {
        return switch (kind) {
            case PLAIN -> file.isRegularFile();
            case DIRECTORY -> file.isDirectory();
            case ANY -> file.isRegularFile() || file.isDirectory();
            case EXECUTABLE -> file.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
        };
    }

    /** Whether the name cannot exist: it is too long, or a parent is not a directory. */
    private static boolean isNoFile(FileSystemException e) {
        return e.getReason() != null
                && (e.getReason().equals("Not a directory") || e.getReason().equals("File name too long"));
    }
}
