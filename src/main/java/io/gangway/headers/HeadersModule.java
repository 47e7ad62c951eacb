package io.gangway.headers;

import io.gangway.core.Directive;
import io.gangway.core.FilterSlot;
import io.gangway.core.Module;
import io.gangway.core.Place;
import java.util.List;

/** Fields that the configuration adds to answers. */
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
    public void compose(Place place) {
        AddedFields fields = new AddedFields(place.scope());
        if (!fields.isEmpty()) {
            place.filter(FilterSlot.HEADERS, fields);
        }
        AddedTrailers trailers = new AddedTrailers(place.scope());
        if (!trailers.isEmpty()) {
            place.filter(FilterSlot.TRAILERS, trailers);
        }
    }
}
