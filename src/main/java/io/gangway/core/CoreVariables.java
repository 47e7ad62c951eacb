package io.gangway.core;

import io.gangway.exchange.Variables;

/** The variables of request, connection, response and process; a class for each group. */
final class CoreVariables {
    private CoreVariables() {}

    static void define(Variables variables) {
        RequestVariables.define(variables);
        FieldVariables.define(variables);
        ConnectionVariables.define(variables);
        ResponseVariables.define(variables);
        ProcessVariables.define(variables);
        UnusedVariables.define(variables);
    }
}
