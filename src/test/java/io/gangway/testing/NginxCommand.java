package io.gangway.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An nginx executable of this machine.
 *
 * @param path the command
 * @param version as printed by {@code nginx -v}
 */
public record NginxCommand(String path, Version version) {
    private static final Pattern RESPONSE = Pattern.compile("nginx version: nginx/(\\d+\\.\\d+\\.\\d+)");

    /**
     * The executable named by the environment variable {@code NGINX}, or {@code nginx} on the path; empty if there is
     * none.
     */
    public static Optional<NginxCommand> find() {
        String named = System.getenv("NGINX");
        return of(named == null || named.isBlank() ? "nginx" : named);
    }

    /** An executable by name or path; empty if it cannot be run or is not nginx. */
    public static Optional<NginxCommand> of(String path) {
        try {
            Process process =
                    new ProcessBuilder(path, "-v").redirectErrorStream(true).start();
            String response = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            Matcher matcher = RESPONSE.matcher(response);
            return matcher.find()
                    ? Optional.of(new NginxCommand(path, Version.of(matcher.group(1))))
                    : Optional.empty();
        } catch (IOException notFound) {
            return Optional.empty();
        }
    }
}
