package io.gangway.cli;

import io.gangway.console.ConsoleToken;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The options {@code --admin} and {@code --admin-token}: where the console is served, and what permits changes.
 *
 * @param address as in {@code listen}
 * @param token a text, or {@code file:} and an absolute path
 * @param remote whether other machines can reach the address
 * @param generated whether the token was generated, so that the link must show it
 */
record AdminOption(String address, String token, boolean remote, boolean generated) {
    private static final Pattern PORT = Pattern.compile("[0-9]+");
    private static final Pattern LOCAL =
            Pattern.compile("unix:.+|(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\])(:[0-9]+)?");

    /** What may be in a header as it is (RFC 6750, section 2.1). */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]+");

    private static final String FILE = "file:";

    /**
     * Reads the values of the options.
     *
     * @param address a port alone is one of 127.0.0.1; null without the option
     * @param token null without the option: one is generated
     * @return null without {@code --admin}
     * @throws UsageException when other machines could reach the console without a token that its owner knows
     */
    static AdminOption of(String address, String token, Path here) {
        if (address == null) {
            if (token != null) {
                throw new UsageException("option \"--admin-token\" requires \"--admin\"", null);
            }
            return null;
        }
        String listen = PORT.matcher(address).matches() ? "127.0.0.1:" + address : address;
        boolean remote = !LOCAL.matcher(listen).matches();
        if (token == null) {
            if (remote) {
                throw new UsageException(
                        "--admin " + address + ": other machines can reach this address, \"--admin-token\" is required",
                        null);
            }
            return new AdminOption(listen, ConsoleToken.generate(), false, true);
        }
        if (token.startsWith(FILE)) {
            Path file = here.resolve(token.substring(FILE.length())).normalize();
            return new AdminOption(listen, FILE + file, remote, false);
        }
        if (!TOKEN.matcher(token).matches()) {
            throw new UsageException("--admin-token: only letters, digits and -._~+/= are allowed", null);
        }
        return new AdminOption(listen, token, remote, false);
    }

    /** The link to print for the URL of the console; no browser opens that of a unix socket. */
    String link(String url) {
        if (!generated) {
            return url;
        }
        return url.startsWith("unix:") ? url + ", token " + token : url + "#token=" + token;
    }
}
