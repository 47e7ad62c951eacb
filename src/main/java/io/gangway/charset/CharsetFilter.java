package io.gangway.charset;

import io.gangway.conf.ConfException;
import io.gangway.config.Scope;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.core.MimeTypes;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.AccelFields;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Filter;
import io.gangway.explain.ExplanationStep.Topic;

/**
 * Sets the charset of a response, and converts the body if it has another one. The response to a subrequest is
 * converted to the charset of the page that includes it.
 */
final class CharsetFilter implements Filter {
    private final Charsets charsets;
    private final CharsetValue charset;
    private final CharsetValue source;
    private final boolean override;
    private final MimeTypes types;

    /**
     * Creates the filter of a location.
     *
     * @throws ConfException when both charsets are constant and no map converts between them
     */
    CharsetFilter(Scope scope, Charsets charsets) {
        this.charsets = charsets;
        charset = scope.get(CharsetModule.CHARSET);
        source = scope.get(CharsetModule.SOURCE_CHARSET);
        override = scope.get(CharsetModule.OVERRIDE_CHARSET);
        types = scope.get(CharsetModule.CHARSET_TYPES);
        Charset from = source.charset();
        Charset to = charset.charset();
        if (from != null && to != null && from != to && from.table(to) == null) {
            throw new ConfException(noMap(from.name(), to.name()), null)
                    .at(scope.positionOf(to.name(), CharsetModule.CHARSET, CharsetModule.SOURCE_CHARSET));
        }
    }

    @Override
    public Sink wrap(Exchange x, Response response, Sink next) {
        CharsetName to = x.isSubrequest() ? ofPage(x.main().response()) : destination(x, response);
        if (to == null) {
            return next;
        }
        boolean known = isPresent(response.charset());
        if (!known && source.isOff()) {
            declare(x, response, to);
            return next;
        }
        CharsetName from = known ? charsets.named(response.charset()) : source.name(x, charsets);
        if (from == null) {
            return refused(x, next);
        }
        return recode(x, response, next, from, to);
    }

    private static Sink recode(Exchange x, Response response, Sink next, CharsetName from, CharsetName to) {
        if (to.isSame(from)) {
            if (to.known() != null) {
                response.contentType(response.contentType());
            }
            declare(x, response, to);
            return next;
        }
        if (to.known() != null
                && from.known() != null
                && isPresent(response.fields().build().get("Content-Encoding"))) {
            return next;
        }
        Table table = to.table(from);
        if (table == null) {
            x.log(LogLevel.ERROR, noMap(from.text(), to.text()));
            return next;
        }
        response.contentType(response.contentType());
        declare(x, response, to);
        if (!table.keepsLength()) {
            response.contentLength(-1);
        }
        return response.headerOnly() || x.explanation() != null ? next : new RecodingSink(x, next, table.begin());
    }

    /** The charset for the response; null when it is not to be changed. */
    private CharsetName destination(Exchange x, Response response) {
        if (!isPresent(response.contentType())) {
            return null;
        }
        String wanted = x.get(AccelFields.CHARSET);
        if (isPresent(wanted)) {
            CharsetName name = charsets.named(wanted);
            if (name.known() != null) {
                return name;
            }
            x.log(LogLevel.ERROR, "unknown charset \"" + wanted + "\" to override");
            return null;
        }
        if (charset.isOff() || (isPresent(response.charset()) ? !override : !types.has(response))) {
            return null;
        }
        CharsetName name = charset.name(x, charsets);
        if (name == null) {
            refused(x, null);
        }
        return name;
    }

    private CharsetName ofPage(Response page) {
        return page == null || !isPresent(page.charset()) ? null : charsets.named(page.charset());
    }

    /** As in nginx, the connection is closed when a variable has no value. */
    private static Sink refused(Exchange x, Sink next) {
        x.refuse(444);
        return next;
    }

    /** A redirect gets no charset: old browsers used it for the next page. */
    private static void declare(Exchange x, Response response, CharsetName name) {
        if (!x.isSubrequest()) {
            if (x.explanation() != null) {
                x.explanation()
                        .step(
                                Topic.RESPONSE,
                                x.location().source().levels(),
                                "charset",
                                "charset adds \"charset=" + name.text() + "\" to Content-Type");
            }
            response.charset(response.status() == 301 || response.status() == 302 ? null : name.text());
        }
    }

    private static boolean isPresent(String text) {
        return text != null && !text.isEmpty();
    }

    private static String noMap(String from, String to) {
        return "no \"charset_map\" between the charsets \"" + from + "\" and \"" + to + "\"";
    }
}
