package io.gangway.auth;

import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Template;
import io.gangway.exchange.Variable;

/**
 * One {@code auth_request_set}.
 *
 * @param value evaluated for the subrequest
 */
record AuthRequestSet(Variable variable, Template value) {
    static AuthRequestSet read(DirectiveArguments arguments) {
        Variable variable =
                arguments.context().variables().settable(arguments.node(), arguments.variableName(0), exchange -> null);
        return new AuthRequestSet(variable, arguments.template(arguments.arg(1)));
    }
}
