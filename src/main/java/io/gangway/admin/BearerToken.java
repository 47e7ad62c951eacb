package io.gangway.admin;

import io.gangway.conf.SystemError;
import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The secret that a request must show as {@code Authorization: Bearer TOKEN} (RFC 6750, section 2.1). Immutable. */
final class BearerToken {
    private static final String FILE = "file:";
    private static final String SCHEME = "Bearer ";

    private final Template secret;

    private BearerToken(Template secret) {
        this.secret = secret;
    }

    /**
     * Reads {@code token=}: a text, which may have variables, or {@code file:} and the path of a file that holds it.
     *
     * @throws io.gangway.conf.ConfException when the file cannot be read, or the token is empty
     */
    static BearerToken read(DirectiveArguments arguments, String text) {
        Template secret = text.startsWith(FILE)
                ? Template.of(content(arguments, text.substring(FILE.length())))
                : arguments.template(text);
        if (secret.source().isEmpty()) {
            throw arguments.error("empty token in \"" + arguments.node().name() + "\" directive");
        }
        return new BearerToken(secret);
    }

    private static String content(DirectiveArguments arguments, String name) {
        Path file = arguments.confPath(name);
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            throw arguments.error("open() \"" + file + "\" failed (" + SystemError.of(e) + ")");
        }
    }

    /** Whether the request shows the token. Takes the same time wherever two tokens of one length differ. */
    boolean isShownBy(Exchange exchange) {
        String shown = exchange.variable("http_authorization");
        byte[] wanted = secret.render(exchange).getBytes(StandardCharsets.ISO_8859_1);
        if (shown == null || wanted.length == 0 || !shown.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] given = shown.substring(SCHEME.length()).strip().getBytes(StandardCharsets.ISO_8859_1);
        return MessageDigest.isEqual(wanted, given);
    }
}
