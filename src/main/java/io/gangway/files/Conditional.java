package io.gangway.files;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Filter;
import io.gangway.http.Fields;
import io.gangway.http.HttpDate;
import java.util.Map;

/**
 * Evaluates conditional requests (RFC 9110, section 13): turns a response with status 200 into 304 or 412, depending on
 * its validators.
 */
final class Conditional implements Filter {
    /** How {@code If-Modified-Since} is compared. */
    enum Since {
        OFF,
        EXACT,
        BEFORE
    }

    static final Directive<Since> IF_MODIFIED_SINCE = Directive.choice(
                    "if_modified_since", Map.of("off", Since.OFF, "exact", Since.EXACT, "before", Since.BEFORE))
            .byDefault(Since.EXACT)
            .syntax("off | exact | before")
            .defaultText("exact")
            .description("Decides how If-Modified-Since is compared with the time of a response: not at all, by "
                    + "equality, or as \"not younger than\".")
            .in(HTTP, SERVER, LOCATION);

    private final Since since;

    Conditional(Since since) {
        this.since = since;
    }

    @Override
    public Sink wrap(Exchange x, Response response, Sink next) {
        if (response.status() != 200 || !response.conditional()) {
            return next;
        }
        Fields request = x.head().fields();
        int status = evaluate(
                request.get("If-Unmodified-Since"),
                request.get("If-Match"),
                request.get("If-Modified-Since"),
                request.get("If-None-Match"),
                response.lastModified(),
                response.etag());
        if (status == 412) {
            x.refuse(412);
        } else if (status == 304) {
            response.status(304)
                    .contentType(null)
                    .charset(null)
                    .contentLength(-1)
                    .rangesAllowed(false)
                    .acceptRanges(null);
            response.remove("Content-Encoding");
            response.headerOnly(true);
        }
        return next;
    }

    /**
     * Returns 200, 304 or 412. The first four arguments are fields of the request or null, the others are the
     * validators of the response.
     */
    int evaluate(
            String unmodifiedSince,
            String match,
            String modifiedSince,
            String noneMatch,
            long lastModified,
            String etag) {
        if (unmodifiedSince != null && (lastModified == -1 || HttpDate.parse(unmodifiedSince) < lastModified)) {
            return 412;
        }
        if (match != null && !EtagList.has(match, etag, false)) {
            return 412;
        }
        if (modifiedSince == null && noneMatch == null) {
            return 200;
        }
        if (modifiedSince != null && isModified(modifiedSince, lastModified)) {
            return 200;
        }
        if (noneMatch != null && !EtagList.has(noneMatch, etag, true)) {
            return 200;
        }
        return 304;
    }

    private boolean isModified(String modifiedSince, long lastModified) {
        if (lastModified == -1 || since == Since.OFF) {
            return true;
        }
        long requested = HttpDate.parse(modifiedSince);
        if (requested == lastModified) {
            return false;
        }
        return since == Since.EXACT || requested < lastModified;
    }
}
