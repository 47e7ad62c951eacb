package io.gangway.rewrite;

import io.gangway.core.Directive;
import io.gangway.core.LocationBuilder;
import io.gangway.core.Module;
import io.gangway.core.Phase;
import java.util.List;

/** The room of {@code rewrite} and its relatives. */
public final class RewriteModule implements Module {
    @Override
    public List<Directive<?>> directives() {
        return RewriteDirectives.ALL;
    }

    @Override
    public void compose(LocationBuilder location) {
        // The directives of an "if" are part of the program of the level around it.
        if (location.scope().nameless()) {
            return;
        }
        RewriteProgram program = RewriteProgram.of(location);
        if (!program.isEmpty()) {
            location.phase(Phase.REWRITE, program);
        }
    }
}
