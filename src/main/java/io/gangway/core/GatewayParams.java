package io.gangway.core;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import java.util.List;

/**
 * {@code uwsgi_param} and {@code scgi_param}. As in nginx they have no effect without {@code uwsgi_pass}, which is
 * not supported. They are accepted since files from nginx packages ({@code uwsgi_params}) are widely included.
 */
final class GatewayParams {
    static final List<Directive<?>> ALL = List.of(
            param("uwsgi_param", "Sets a parameter for uwsgi servers."),
            param("scgi_param", "Sets a parameter for SCGI servers."));

    private GatewayParams() {}

    private static Directive<Void> param(String name, String meaning) {
        return Directive.of(name, 2, 3, GatewayParams::read)
                .syntax("name value [if_not_empty]")
                .description(meaning)
                .repeatable()
                .withoutEffect()
                .in(HTTP, SERVER, LOCATION);
    }

    private static Void read(DirectiveArguments r) {
        r.template(r.arg(1));
        if (r.count() == 3 && !r.arg(2).equals("if_not_empty")) {
            throw r.invalidParameter(r.arg(2));
        }
        return null;
    }
}
