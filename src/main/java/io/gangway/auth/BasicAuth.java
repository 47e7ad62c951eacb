package io.gangway.auth;

import io.gangway.conf.Environment;
import io.gangway.conf.SystemError;
import io.gangway.core.Credentials;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.exchange.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** {@code auth_basic} of a location. The file is read, and the hash made, off the loop. */
final class BasicAuth implements PhaseHandler {
    /** What came of it: 0 when the password is right, else a status, and what the log is to say. */
    private record Finding(int status, LogLevel level, String message) {
        static final Finding RIGHT = new Finding(0, null, null);

        static Finding wrong(String message) {
            return new Finding(401, LogLevel.ERROR, message);
        }
    }

    private final Template realm;
    private final Template userFile;
    private final Environment environment;

    BasicAuth(Template realm, Template userFile, Environment environment) {
        this.realm = realm;
        this.userFile = userFile;
        this.environment = environment;
    }

    @Override
    public PhaseResult run(Exchange exchange) {
        String name = realm.render(exchange);
        if (name.equals("off")) {
            return PhaseResult.NEXT;
        }
        Credentials credentials = Credentials.of(exchange);
        if (credentials == null) {
            exchange.log(LogLevel.INFO, "no user/password was provided for basic authentication");
            return challenge(exchange, name);
        }
        String written = userFile.render(exchange);
        exchange.offload(() -> look(written, credentials), (finding, failure) -> {
            if (failure != null) {
                exchange.failed(failure);
            } else if (!exchange.isEnded()) {
                exchange.resume(judge(exchange, name, finding));
            }
        });
        return PhaseResult.PENDING;
    }

    private Finding look(String written, Credentials credentials) {
        Path file;
        try {
            file = environment.confPrefixed(written);
        } catch (InvalidPathException e) {
            return new Finding(500, LogLevel.CRIT, "open() \"" + written + "\" failed (22: Invalid argument)");
        }
        String name = Environment.bytes(file);
        try {
            String hash = PasswordFile.hash(file, credentials.user());
            if (hash == null) {
                return Finding.wrong("user \"" + credentials.user() + "\" was not found in \"" + name + "\"");
            }
            boolean right = PasswordHash.matches(hash, credentials.password());
            return right ? Finding.RIGHT : Finding.wrong("user \"" + credentials.user() + "\": password mismatch");
        } catch (NoSuchFileException e) {
            return new Finding(403, LogLevel.ERROR, "open() \"" + name + "\" failed (" + SystemError.of(e) + ")");
        } catch (IOException e) {
            String call = Files.isDirectory(file) ? "pread()" : "open()";
            return new Finding(500, LogLevel.CRIT, call + " \"" + name + "\" failed (" + SystemError.of(e) + ")");
        }
    }

    private static PhaseResult judge(Exchange exchange, String realm, Finding finding) {
        if (finding.status == 0) {
            return exchange.allow();
        }
        exchange.log(finding.level, finding.message);
        return finding.status == 401 ? challenge(exchange, realm) : exchange.deny(finding.status);
    }

    private static PhaseResult challenge(Exchange exchange, String realm) {
        exchange.earlyFields().add("WWW-Authenticate", "Basic realm=\"" + realm + "\"");
        return exchange.deny(401);
    }
}
