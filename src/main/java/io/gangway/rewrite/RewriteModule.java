package io.gangway.rewrite;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Phase;
import java.util.List;

/** nginx's rewrite module: {@code rewrite}, {@code set}, {@code if}, {@code break}, {@code return}. */
public final class RewriteModule implements Module {
    @Override
    public List<Directive<?>> directives() {
        return RewriteDirectives.ALL;
    }

    @Override
    public void compose(LocationBuilder location) {
        location.put(SetVariable.WARNS, location.get(RewriteDirectives.UNINITIALIZED_VARIABLE_WARN));
        // The directives inside an "if" belong to the program of the enclosing level.
        if (location.scope().nameless()) {
            return;
        }
        RewriteProgram program = RewriteProgram.of(location);
        if (!program.isEmpty()) {
            location.phase(Phase.REWRITE, program);
        }
    }
}
