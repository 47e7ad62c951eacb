package io.gangway.core;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.LocationBuilder;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import java.util.List;

/** {@code early_hints}: whether a backend's 103 (Early Hints, RFC 8297) is passed on to the client. */
public final class EarlyHints {
    static final Directive<List<Template>> EARLY_HINTS = Directive.of(
                    "early_hints", 1, Integer.MAX_VALUE, EarlyHints::read)
            .byDefault(List.of())
            .combinedBy(Directive::joined)
            .syntax("string ...")
            .defaultText("")
            .since("1.29.0")
            .description("Passes responses 103 (Early Hints) of a backend on to the client, before the final response, "
                    + "when one of these strings is neither empty nor 0.")
            .differs(
                    "Fields of a connection and Content-Length in a 103 are not passed on, $upstream_status is that of "
                            + "the final response, and 100 and 102 are skipped.")
            .in(HTTP, SERVER, LOCATION);

    private static final AttachmentKey<List<Template>> KEY = new AttachmentKey<>("early_hints");

    private EarlyHints() {}

    private static List<Template> read(DirectiveArguments r) {
        return r.args().stream().map(r::template).toList();
    }

    static void compose(LocationBuilder location) {
        location.put(KEY, location.get(EARLY_HINTS));
    }

    /** Whether the location of the exchange passes early hints on to its client. */
    public static boolean passes(Exchange x) {
        return Template.any(x.location().get(KEY), x);
    }
}
