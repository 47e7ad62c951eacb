package io.gangway.files;

import static io.gangway.core.Context.HTTP;
import static io.gangway.core.Context.LOCATION;
import static io.gangway.core.Context.LOCATION_IF;
import static io.gangway.core.Context.SERVER;

import io.gangway.conf.ConfException;
import io.gangway.core.Answer;
import io.gangway.core.Directive;
import io.gangway.core.Exchange;
import io.gangway.core.Filter;
import io.gangway.core.Level;
import io.gangway.core.MimeTypes;
import io.gangway.core.Scope;
import io.gangway.core.Sink;
import io.gangway.core.Template;

/** {@code charset}: names the encoding behind the content type. Bytes are never recoded here. */
final class Charset implements Filter {
    /** The constant {@code off} turns it off. */
    static final Directive<Template> CHARSET =
            Directive.template("charset").byDefault(Template.of("off")).in(HTTP, SERVER, LOCATION, LOCATION_IF);

    static final Directive<Template> SOURCE_CHARSET = Directive.template("source_charset")
            .differs("Must be the same as charset: nothing is recoded.")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF);

    static final Directive<Boolean> OVERRIDE_CHARSET = Directive.flag("override_charset")
            .byDefault(false)
            .differs("Nothing is recoded, so it changes nothing.")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF);

    static final Directive<MimeTypes> CHARSET_TYPES = MimeTypes.directive(
                    "charset_types",
                    "text/html",
                    "text/xml",
                    "text/plain",
                    "text/vnd.wap.wml",
                    "application/javascript",
                    "application/rss+xml")
            .in(HTTP, SERVER, LOCATION);

    private final Template name;
    private final Template source;
    private final boolean override;
    private final MimeTypes types;

    private Charset(Scope scope) {
        name = scope.get(CHARSET);
        source = scope.get(SOURCE_CHARSET);
        override = scope.get(OVERRIDE_CHARSET);
        types = scope.get(CHARSET_TYPES);
    }

    /**
     * The filter of a level, or null when it says {@code off}.
     *
     * @throws ConfException when bytes would have to be recoded
     */
    static Charset of(Scope scope) {
        Charset charset = new Charset(scope);
        String to = charset.name.constant();
        if ("off".equals(to)) {
            return null;
        }
        String from = charset.source == null ? null : charset.source.constant();
        if (from != null && to != null && !from.equalsIgnoreCase(to)) {
            throw new ConfException(noMap(from, to), null);
        }
        return charset;
    }

    @Override
    public Sink wrap(Exchange x, Answer answer, Sink next) {
        String type = answer.contentType();
        if (type == null || answer.charsetDecided()) {
            return next;
        }
        String own = answer.charset() != null ? answer.charset() : parameter(type);
        if (own != null && !override || own == null && !types.has(type)) {
            return next;
        }
        String to = name.render(x);
        String from = own != null ? own : source == null ? null : source.render(x);
        if (from != null && !from.equalsIgnoreCase(to)) {
            x.log(Level.ERROR, noMap(from, to));
        } else if (own == null) {
            answer.charset(answer.status() == 301 || answer.status() == 302 ? null : to);
        }
        return next;
    }

    private static String noMap(String from, String to) {
        return "no \"charset_map\" between the charsets \"" + from + "\" and \"" + to + "\"";
    }

    /** The {@code charset} within a content type, without quotes, or null. */
    static String parameter(String type) {
        for (int at = type.indexOf(';'); at >= 0; at = type.indexOf(';', at + 1)) {
            int from = at + 1;
            while (from < type.length() && type.charAt(from) == ' ') {
                from++;
            }
            if (type.regionMatches(true, from, "charset=", 0, 8)) {
                String value = type.substring(from + 8).trim();
                return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                        ? value.substring(1, value.length() - 1)
                        : value;
            }
        }
        return null;
    }
}
