package io.gangway.rewrite;

import io.gangway.core.DirectiveArguments;
import io.gangway.core.Exchange;
import io.gangway.core.LogLevel;
import io.gangway.core.PhaseResult;
import io.gangway.core.Template;
import io.gangway.core.Variable;

/** {@code set}. */
record SetVariable(Variable variable, Template value) implements Step {
    static Step read(DirectiveArguments arguments) {
        String name = arguments.variableName(0);
        Variable variable =
                arguments.context().variables().settable(arguments, name, exchange -> uninitialized(exchange, name));
        return new SetVariable(variable, arguments.template(arguments.arg(1)));
    }

    private static String uninitialized(Exchange exchange, String name) {
        if (exchange.location().scope().get(RewriteDirectives.UNINITIALIZED_VARIABLE_WARN)) {
            exchange.log(LogLevel.WARN, "using uninitialized \"" + name + "\" variable");
        }
        return "";
    }

    @Override
    public PhaseResult run(Run run) {
        variable.set(run.exchange(), value.render(run.exchange(), run.quoted()));
        return null;
    }
}
