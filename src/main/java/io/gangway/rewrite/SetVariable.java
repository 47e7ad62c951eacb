package io.gangway.rewrite;

import io.gangway.core.Exchange;
import io.gangway.core.Level;
import io.gangway.core.Outcome;
import io.gangway.core.Reader;
import io.gangway.core.Template;
import io.gangway.core.Variable;

/** {@code set}. */
record SetVariable(Variable variable, Template value) implements Step {
    static Step read(Reader reader) {
        String name = reader.variableName(0);
        Variable variable =
                reader.drawing().variables().settable(reader, name, exchange -> uninitialized(exchange, name));
        return new SetVariable(variable, reader.template(reader.arg(1)));
    }

    private static String uninitialized(Exchange exchange, String name) {
        if (exchange.location().scope().get(RewriteDirectives.UNINITIALIZED_VARIABLE_WARN)) {
            exchange.log(Level.WARN, "using uninitialized \"" + name + "\" variable");
        }
        return "";
    }

    @Override
    public Outcome run(Run run) {
        variable.set(run.exchange(), value.render(run.exchange(), run.quoted()));
        return null;
    }
}
