package io.gangway.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An nginx that can be run here.
 *
 * @param path the command
 * @param version as {@code nginx -v} says
 */
public record NginxCommand(String path, Version version) {
    private static final Pattern RESPONSE = Pattern.compile("nginx version: nginx/(\\d+\\.\\d+\\.\\d+)");

    /** What the environment variable {@code NGINX} names, else {@code nginx} on the path; empty when there is none. */
    public static Optional<NginxCommand> find() {
        String named = System.getenv("NGINX");
        return of(named == null || named.isBlank() ? "nginx" : named);
    }

    /** A command by name or path; empty when it cannot be run or is no nginx. */
    public static Optional<NginxCommand> of(String path) {
        try {
            Process process =
                    new ProcessBuilder(path, "-v").redirectErrorStream(true).start();
            String response = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            Matcher matcher = RESPONSE.matcher(response);
            return matcher.find()
                    ? Optional.of(new NginxCommand(path, Version.of(matcher.group(1))))
                    : Optional.empty();
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }
}
