package io.gangway.log;

import io.gangway.conf.Environment;
import io.gangway.conf.PathName;
import io.gangway.conf.SystemError;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.regex.RegexLimitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;

/**
 * A path with variables: the file is opened for each line, or kept open by a cache. As in nginx, a line is only written
 * if the root of the request is a directory, so that a client's host name does not create files for sites that do not
 * exist.
 */
record PathDestination(Template path, OpenLogFiles files) implements Destination {
    @Override
    public void write(Exchange exchange, Line line) {
        Environment environment = exchange.generation().environment();
        String root;
        String name;
        try {
            root = exchange.location().settings().root().root(exchange);
            name = absolute(environment, path.render(exchange));
        } catch (RegexLimitException e) {
            exchange.unexpected(e);
            return;
        }
        try {
            if (!Files.isDirectory(Environment.path(root))) {
                boolean exists = Files.exists(Environment.path(root));
                String reason = exists ? "20: Not a directory" : "2: No such file or directory";
                exchange.log(LogLevel.ERROR, "testing \"" + root + "\" existence failed (" + reason + ")");
                return;
            }
            files.write(Environment.path(name), line, exchange.loop().monotonicMillis());
        } catch (IOException e) {
            exchange.log(LogLevel.CRIT, "open() \"" + name + "\" failed (" + SystemError.of(e) + ")");
        } catch (InvalidPathException e) {
            exchange.log(LogLevel.CRIT, "open() \"" + name + "\" failed (22: Invalid argument)");
        }
    }

    private static String absolute(Environment environment, String name) {
        String prefix = Environment.bytes(environment.prefix());
        return PathName.resolve(prefix.endsWith("/") ? prefix : prefix + "/", name);
    }
}
