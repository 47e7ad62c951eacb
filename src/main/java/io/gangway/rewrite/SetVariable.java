package io.gangway.rewrite;

import io.gangway.conf.Node;
import io.gangway.config.DirectiveArguments;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseResult;
import io.gangway.exchange.Template;
import io.gangway.exchange.Variable;

/** {@code set}. */
record SetVariable(Variable variable, Template value, Node node) implements Step {
    /** The {@code uninitialized_variable_warn} of a location. */
    static final AttachmentKey<Boolean> WARNS = new AttachmentKey<>("uninitialized_variable_warn");

    static Step read(DirectiveArguments arguments) {
        String name = arguments.variableName(0);
        Variable variable = arguments
                .context()
                .variables()
                .settable(arguments.node(), name, exchange -> uninitialized(exchange, name));
        return new SetVariable(variable, arguments.template(arguments.arg(1)), arguments.node());
    }

    private static String uninitialized(Exchange exchange, String name) {
        if (exchange.location().get(WARNS)) {
            exchange.log(LogLevel.WARN, "using uninitialized \"" + name + "\" variable");
        }
        return "";
    }

    @Override
    public PhaseResult run(Run run) {
        String text = value.render(run.exchange(), run.quoted());
        if (run.explains()) {
            run.note(node, "$" + variable.name() + " = \"" + text + '"');
        }
        variable.set(run.exchange(), text);
        return null;
    }
}
