package io.gangway.addition;

import static io.gangway.core.Context.HTTP;
import static io.gangway.core.Context.LOCATION;
import static io.gangway.core.Context.SERVER;

import io.gangway.core.Directive;
import io.gangway.core.FilterSlot;
import io.gangway.core.MimeTypes;
import io.gangway.core.Module;
import io.gangway.core.Place;
import java.util.List;

/** {@code add_before_body}, {@code add_after_body}. */
public final class AdditionModule implements Module {
    /** The uri whose answer stands before; empty for none. */
    static final Directive<String> ADD_BEFORE_BODY =
            Directive.word("add_before_body").byDefault("").in(HTTP, SERVER, LOCATION);

    /** The uri whose answer stands behind; empty for none. */
    static final Directive<String> ADD_AFTER_BODY =
            Directive.word("add_after_body").byDefault("").in(HTTP, SERVER, LOCATION);

    /** To which answers, beside {@code text/html}. */
    static final Directive<MimeTypes> ADDITION_TYPES =
            MimeTypes.directive("addition_types", "text/html").since("0.7.9").in(HTTP, SERVER, LOCATION);

    @Override
    public List<Directive<?>> directives() {
        return List.of(ADD_BEFORE_BODY, ADD_AFTER_BODY, ADDITION_TYPES);
    }

    @Override
    public void compose(Place place) {
        AdditionFilter filter = new AdditionFilter(place.scope());
        if (!filter.isEmpty()) {
            place.filter(FilterSlot.ADDITION, filter);
        }
    }
}
