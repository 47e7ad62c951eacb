package io.gangway.rewrite;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Phase;
import java.util.List;

/** The room of {@code rewrite} and its relatives. */
public final class RewriteModule implements Module {
    @Override
    public List<Directive<?>> directives() {
        return RewriteDirectives.ALL;
    }

    @Override
    public void compose(LocationBuilder location) {
        location.put(SetVariable.WARNS, location.get(RewriteDirectives.UNINITIALIZED_VARIABLE_WARN));
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
