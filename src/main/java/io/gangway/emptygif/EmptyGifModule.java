package io.gangway.emptygif;

import static io.gangway.core.Context.LOCATION;

import io.gangway.core.Directive;
import io.gangway.core.Module;
import io.gangway.core.Place;
import io.gangway.core.Slot;
import java.util.List;

/** {@code empty_gif}. */
public final class EmptyGifModule implements Module {
    /** Answers with one transparent pixel. */
    static final Directive<Boolean> EMPTY_GIF = Directive.of("empty_gif", 0, 0, r -> true)
            .byDefault(false)
            .repeatable()
            .namelessInherit()
            .says("Responds with a transparent GIF of one pixel.")
            .in(LOCATION);

    @Override
    public List<Directive<?>> directives() {
        return List.of(EMPTY_GIF);
    }

    @Override
    public void compose(Place place) {
        if (place.get(EMPTY_GIF)) {
            place.phase(Slot.HANDLER, new EmptyGif());
        }
    }
}
