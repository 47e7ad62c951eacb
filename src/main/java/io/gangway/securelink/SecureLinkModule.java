package io.gangway.securelink;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.exchange.Variables;
import io.gangway.explain.ExplanationStep.Topic;
import java.util.List;

/** {@code secure_link}, {@code secure_link_md5}, {@code secure_link_secret} and their variables. */
public final class SecureLinkModule implements Module {
    /** The hash, optionally followed by a comma and the time at which the link expires, in seconds since 1970. */
    static final Directive<Template> SECURE_LINK = Directive.template("secure_link")
            .syntax("expression")
            .description("Gives the checksum of a link and, after a comma, the time at which it ends. $secure_link is "
                    + "then empty (wrong), \"0\" (too late) or \"1\" (right).")
            .in(HTTP, SERVER, LOCATION);

    /** The text whose hash is expected. */
    static final Directive<Template> SECURE_LINK_MD5 = Directive.template("secure_link_md5")
            .syntax("expression")
            .description("Gives the text whose MD5 the checksum of secure_link must be.")
            .in(HTTP, SERVER, LOCATION);

    /** The older method: {@code /prefix/hash/link}. */
    static final Directive<String> SECURE_LINK_SECRET = Directive.word("secure_link_secret")
            .syntax("word")
            .description("Sets the secret word of links of the form /prefix/hash/link. $secure_link is then the link, "
                    + "or empty if the hash is wrong.")
            .in(HTTP, SERVER, LOCATION);

    /** The settings of a location. */
    private static final AttachmentKey<SecureLink> LINK = new AttachmentKey<>("secure_link");

    /** {@code $secure_link_expires} of an exchange. */
    private static final AttachmentKey<String> EXPIRES = new AttachmentKey<>("secure_link_expires");

    @Override
    public List<Directive<?>> directives() {
        return List.of(SECURE_LINK, SECURE_LINK_MD5, SECURE_LINK_SECRET);
    }

    @Override
    public void variables(Variables variables) {
        variables.defineCached("secure_link", SecureLinkModule::checked);
        variables.define("secure_link_expires", SecureLinkModule::expires);
    }

    @Override
    public void compose(LocationBuilder location) {
        location.put(LINK, SecureLink.of(location.scope()));
    }

    /** Set by the evaluation of {@code $secure_link}; as in nginx, it stays empty if it was evaluated before that. */
    private static String expires(Exchange x) {
        String known = x.get(EXPIRES);
        if (known == null) {
            x.put(EXPIRES, "");
        }
        return known == null || known.isEmpty() ? null : known;
    }

    private static String checked(Exchange x) {
        String result = link(x);
        if (x.explanation() != null) {
            String directive = x.location().get(LINK).secret() != null ? "secure_link_secret" : "secure_link";
            String meaning = result == null || result.isEmpty()
                    ? "the link is wrong"
                    : result.equals("0") ? "the link has expired" : "the link is right";
            x.explanation().step(Topic.ACCESS, x.location().source().levels(), directive, directive + ": " + meaning);
        }
        return result;
    }

    private static String link(Exchange x) {
        SecureLink link = x.location().get(LINK);
        if (link.secret() != null) {
            return link.path(x.head().uri() == null ? "" : x.head().uri().unparsed());
        }
        if (link.link() == null || link.md5() == null) {
            return null;
        }
        String value = link.link().render(x);
        int comma = value.indexOf(',');
        if (comma < 0) {
            return link.isValid(value, x) ? "1" : null;
        }
        String expires = value.substring(comma + 1);
        if (!expires.matches("[0-9]{1,18}") || Long.parseLong(expires) == 0) {
            return null;
        }
        if (x.get(EXPIRES) == null) {
            x.put(EXPIRES, expires);
        }
        if (!link.isValid(value.substring(0, comma), x)) {
            return null;
        }
        return Long.parseLong(expires) < x.loop().currentTimeMillis() / 1000 ? "0" : "1";
    }
}
