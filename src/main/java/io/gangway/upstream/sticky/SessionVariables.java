package io.gangway.upstream.sticky;

import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Variable;
import java.util.ArrayList;
import java.util.List;

/** Variables of which the first that is not empty counts. Not changed once the directive is read. */
final class SessionVariables {
    private final List<Variable> variables = new ArrayList<>(1);

    /** @param name without the dollar sign */
    void add(DirectiveArguments r, String name) {
        if (name.isEmpty()) {
            throw r.error("invalid variable name \"$\"");
        }
        variables.add(r.context().variables().refer(name, r.position()));
    }

    boolean isEmpty() {
        return variables.isEmpty();
    }

    /** The first value that is not empty; null if there is none. */
    String value(Exchange x) {
        for (Variable variable : variables) {
            String value = variable.get(x);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return null;
    }
}
