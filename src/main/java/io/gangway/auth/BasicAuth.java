package io.gangway.auth;

import io.gangway.conf.Environment;
import io.gangway.conf.SystemError;
import io.gangway.core.Credentials;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.exchange.Template;
import io.gangway.explain.ExplanationStep.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** {@code auth_basic} of a location. The file is read and the password hashed off the loop. */
final class BasicAuth implements PhaseHandler {
    /**
     * The result of a check: status 0 if the password is correct, otherwise the status of the response and a log
     * message.
     */
    private record Result(int status, LogLevel level, String message) {
        static final Result ACCEPTED = new Result(0, null, null);

        static Result rejected(String message) {
            return new Result(401, LogLevel.ERROR, message);
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
        if (exchange.explanation() != null) {
            note(exchange, "auth_basic asks for a user of the realm \"" + name + '"');
        }
        Credentials credentials = Credentials.of(exchange);
        if (credentials == null) {
            if (exchange.explanation() != null) {
                note(exchange, "auth_basic: the request has no Authorization for it");
            }
            exchange.log(LogLevel.INFO, "no user/password was provided for basic authentication");
            return challenge(exchange, name);
        }
        String fileName = userFile.render(exchange);
        exchange.offload(() -> check(fileName, credentials), (result, failure) -> {
            if (failure != null) {
                exchange.failed(failure);
            } else if (!exchange.isEnded()) {
                exchange.resume(apply(exchange, name, result));
            }
        });
        return PhaseResult.PENDING;
    }

    private static void note(Exchange exchange, String text) {
        exchange.explanation().step(Topic.ACCESS, exchange.location().source().levels(), "auth_basic", text);
    }

    private Result check(String fileName, Credentials credentials) {
        Path file;
        try {
            file = environment.confPrefixed(fileName);
        } catch (InvalidPathException e) {
            return new Result(500, LogLevel.CRIT, "open() \"" + fileName + "\" failed (22: Invalid argument)");
        }
        String name = Environment.bytes(file);
        try {
            String hash = PasswordFile.hash(file, credentials.user());
            if (hash == null) {
                return Result.rejected("user \"" + credentials.user() + "\" was not found in \"" + name + "\"");
            }
            boolean right = PasswordHash.matches(hash, credentials.password());
            return right ? Result.ACCEPTED : Result.rejected("user \"" + credentials.user() + "\": password mismatch");
        } catch (NoSuchFileException e) {
            return new Result(403, LogLevel.ERROR, "open() \"" + name + "\" failed (" + SystemError.of(e) + ")");
        } catch (IOException e) {
            String call = Files.isDirectory(file) ? "pread()" : "open()";
            return new Result(500, LogLevel.CRIT, call + " \"" + name + "\" failed (" + SystemError.of(e) + ")");
        }
    }

    private static PhaseResult apply(Exchange exchange, String realm, Result result) {
        if (exchange.explanation() != null) {
            note(exchange, "auth_basic: " + (result.status == 0 ? "the password is right" : result.message));
        }
        if (result.status == 0) {
            return exchange.allow();
        }
        exchange.log(result.level, result.message);
        return result.status == 401 ? challenge(exchange, realm) : exchange.deny(result.status);
    }

    private static PhaseResult challenge(Exchange exchange, String realm) {
        exchange.earlyFields().add("WWW-Authenticate", "Basic realm=\"" + realm + "\"");
        return exchange.deny(401);
    }
}
