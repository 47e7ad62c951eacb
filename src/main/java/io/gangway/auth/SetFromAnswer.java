package io.gangway.auth;

import io.gangway.core.Reader;
import io.gangway.core.Template;
import io.gangway.core.Variable;

/**
 * One {@code auth_request_set}.
 *
 * @param value as it is for the subrequest
 */
record SetFromAnswer(Variable variable, Template value) {
    static SetFromAnswer read(Reader reader) {
        Variable variable = reader.drawing().variables().settable(reader, reader.variableName(0), exchange -> null);
        return new SetFromAnswer(variable, reader.template(reader.arg(1)));
    }
}
