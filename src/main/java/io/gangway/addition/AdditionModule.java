package io.gangway.addition;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.core.MimeTypes;
import io.gangway.exchange.FilterOrder;
import java.util.List;

/** nginx's addition module: {@code add_before_body}, {@code add_after_body}. */
public final class AdditionModule implements Module {
    /** The URI of the response that is added before the body; empty for none. */
    static final Directive<String> ADD_BEFORE_BODY = Directive.word("add_before_body")
            .byDefault("")
            .syntax("uri")
            .description("Puts the response of a subrequest to this URI before the response. An empty string cancels "
                    + "the value of an outer level.")
            .differs("The additions of a response are read one after the other, never in parallel.")
            .in(HTTP, SERVER, LOCATION);

    /** The URI of the response that is added after the body; empty for none. */
    static final Directive<String> ADD_AFTER_BODY = Directive.word("add_after_body")
            .byDefault("")
            .syntax("uri")
            .description("Puts the response of a subrequest to this URI after the response. An empty string cancels "
                    + "the value of an outer level.")
            .differs("The additions of a response are read one after the other, never in parallel.")
            .in(HTTP, SERVER, LOCATION);

    /** Content types that are processed, in addition to {@code text/html}. */
    static final Directive<MimeTypes> ADDITION_TYPES = MimeTypes.directive("addition_types", "text/html")
            .syntax("mime-type ...")
            .defaultText("text/html")
            .description(
                    "Names the content types, in addition to text/html, of the responses that get additions. \"*\" means "
                            + "all types.")
            .in(HTTP, SERVER, LOCATION);

    @Override
    public List<Directive<?>> directives() {
        return List.of(ADD_BEFORE_BODY, ADD_AFTER_BODY, ADDITION_TYPES);
    }

    @Override
    public void compose(LocationBuilder location) {
        AdditionFilter filter = new AdditionFilter(location.scope());
        if (!filter.isEmpty()) {
            location.filter(FilterOrder.ADDITION, filter);
        }
    }
}
