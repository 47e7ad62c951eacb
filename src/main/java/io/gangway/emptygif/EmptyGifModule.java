package io.gangway.emptygif;

import static io.gangway.config.Context.LOCATION;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Phase;
import java.util.List;

/** nginx's empty_gif module. */
public final class EmptyGifModule implements Module {
    /** Responds with a transparent GIF of one pixel. */
    static final Directive<Boolean> EMPTY_GIF = Directive.of("empty_gif", 0, 0, r -> true)
            .byDefault(false)
            .repeatable()
            .namelessInherit()
            .description("Responds with a transparent GIF of one pixel.")
            .in(LOCATION);

    @Override
    public List<Directive<?>> directives() {
        return List.of(EMPTY_GIF);
    }

    @Override
    public void compose(LocationBuilder location) {
        if (location.get(EMPTY_GIF)) {
            location.phase(Phase.HANDLER, new EmptyGif());
        }
    }
}
