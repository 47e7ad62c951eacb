package io.gangway.rewrite;

import io.gangway.core.Directive;
import io.gangway.core.Module;
import io.gangway.core.Place;
import io.gangway.core.Slot;
import java.util.List;

/** The room of {@code rewrite} and its relatives. */
public final class RewriteModule implements Module {
    @Override
    public List<Directive<?>> directives() {
        return RewriteDirectives.ALL;
    }

    @Override
    public void compose(Place place) {
        // The directives of an "if" are part of the program of the level around it.
        if (place.scope().nameless()) {
            return;
        }
        Program program = Program.of(place);
        if (!program.isEmpty()) {
            place.phase(Slot.REWRITE, program);
        }
    }
}
