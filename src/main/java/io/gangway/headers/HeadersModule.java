package io.gangway.headers;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.FilterOrder;
import java.util.List;

/** nginx's headers module: {@code add_header}, {@code add_trailer}, {@code expires}. */
public final class HeadersModule implements Module {
    @Override
    public List<Directive<?>> directives() {
        return List.of(
                AddedField.ADD_HEADER,
                AddedField.ADD_HEADER_INHERIT,
                AddedField.ADD_TRAILER,
                AddedField.ADD_TRAILER_INHERIT,
                Expires.EXPIRES);
    }

    @Override
    public void compose(LocationBuilder location) {
        AddedFields fields = new AddedFields(location.scope());
        if (!fields.isEmpty()) {
            location.filter(FilterOrder.HEADERS, fields);
        }
        AddedTrailers trailers = new AddedTrailers(location.scope());
        if (!trailers.isEmpty()) {
            location.filter(FilterOrder.TRAILERS, trailers);
        }
    }
}
