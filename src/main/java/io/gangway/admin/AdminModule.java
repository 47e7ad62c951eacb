package io.gangway.admin;

import static io.gangway.config.Context.LOCATION;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Phase;
import java.util.List;

/** Gangway's own API: {@code gangway_admin}. */
public final class AdminModule implements Module {
    /** Who may use the API; null without the directive. */
    static final Directive<AccessRules> GANGWAY_ADMIN = Directive.of("gangway_admin", 0, 4, AccessRules::read)
            .namelessInherit()
            .syntax("[write=on | off] [token=text | token=file:path] [hosts=name,...] [remote=on | off]")
            .description("Responds with Gangway's own API as JSON: tunnels, closes, upstreams, generations, the "
                    + "configuration, and events. Its resources are below the name of the location. Without "
                    + "parameters only clients of this machine may read, by a name of loopback, the address on which "
                    + "the request arrived or a server_name; \"hosts\" adds names. \"remote=on\" lets other machines "
                    + "read. \"write=on\" allows changes with the header \"Authorization: Bearer TOKEN\"; the token "
                    + "may be a variable or the content of a file.")
            .example("location /admin/ { gangway_admin write=on token=file:admin.token; }")
            .danger("It shows addresses of clients and the text of the configuration. Put remote=on behind TLS and "
                    + "an allow list or auth_basic.")
            .in(LOCATION);

    @Override
    public List<Directive<?>> directives() {
        return List.of(GANGWAY_ADMIN);
    }

    @Override
    public void compose(LocationBuilder location) {
        AccessRules rules = location.get(GANGWAY_ADMIN);
        if (rules != null) {
            location.phase(Phase.HANDLER, exchange -> {
                Refusal refusal = rules.check(exchange);
                return refusal == null
                        ? JsonResponse.refuse(exchange, new Refusal(404, "PathNotFound", "path not found"))
                        : JsonResponse.refuse(exchange, refusal);
            });
        }
    }
}
