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

/**
 * Says which charset an answer has, and recodes it when it has another. What becomes a part of a page is recoded to the charset
 * of the page.
 */
final class CharsetFilter implements Filter {
    private final Charsets charsets;
    private final CharsetValue charset;
    private final CharsetValue source;
    private final boolean override;
    private final MimeTypes types;

    /** @throws ConfException when there is no map between two charsets that are known now */
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
                    .seenAt(scope.saidIn(to.name(), CharsetModule.CHARSET, CharsetModule.SOURCE_CHARSET));
        }
    }

    @Override
    public Sink wrap(Exchange x, Response response, Sink next) {
        CharsetName to = x.isSubrequest() ? ofPage(x.main().response()) : destination(x, response);
        if (to == null) {
            return next;
        }
        boolean known = isSaid(response.charset());
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
                && isSaid(response.fields().build().get("Content-Encoding"))) {
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
        return response.headerOnly() ? next : new RecodingSink(x, next, table.begin());
    }

    /** The charset that the answer is to have; null when that is not our business. */
    private CharsetName destination(Exchange x, Response response) {
        if (!isSaid(response.contentType())) {
            return null;
        }
        String wanted = x.get(AccelFields.CHARSET);
        if (isSaid(wanted)) {
            CharsetName name = charsets.named(wanted);
            if (name.known() != null) {
                return name;
            }
            x.log(LogLevel.ERROR, "unknown charset \"" + wanted + "\" to override");
            return null;
        }
        if (charset.isOff() || (isSaid(response.charset()) ? !override : !types.has(response))) {
            return null;
        }
        CharsetName name = charset.name(x, charsets);
        if (name == null) {
            refused(x, null);
        }
        return name;
    }

    private CharsetName ofPage(Response page) {
        return page == null || !isSaid(page.charset()) ? null : charsets.named(page.charset());
    }

    /** As in nginx: where a variable has no value the connection is closed. */
    private static Sink refused(Exchange x, Sink next) {
        x.refuse(444);
        return next;
    }

    /** A redirect has no charset of its own, for old browsers took it for that of the next page. */
    private static void declare(Exchange x, Response response, CharsetName name) {
        if (!x.isSubrequest()) {
            response.charset(response.status() == 301 || response.status() == 302 ? null : name.text());
        }
    }

    private static boolean isSaid(String text) {
        return text != null && !text.isEmpty();
    }

    private static String noMap(String from, String to) {
        return "no \"charset_map\" between the charsets \"" + from + "\" and \"" + to + "\"";
    }
}
