package io.gangway.admin;

import static io.gangway.config.Context.LOCATION;

import io.gangway.conf.ConfException;
import io.gangway.config.CoreHttp;
import io.gangway.config.Directive;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.LocationName;
import io.gangway.exchange.Phase;
import io.gangway.websocket.LiveTunnels;
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

    /** Shared by all generations; set with the first one. */
    private EventFeed feed;

    @Override
    public void link(LoadContext context) {
        LiveTunnels tunnels = context.service(LiveTunnels.class);
        if (feed == null) {
            feed = new EventFeed(tunnels);
        }
        context.service(EventFeed.class, feed);
    }

    @Override
    public void compose(LocationBuilder location) {
        AccessRules rules = location.get(GANGWAY_ADMIN);
        if (rules == null) {
            return;
        }
        AdminApi api = api(location.context());
        String name = prefix(location, GANGWAY_ADMIN);
        location.phase(Phase.HANDLER, new AdminHandler(api, rules, name));
    }

    /**
     * The API of a generation, for this module and for others that offer it below a location of their own. A generation
     * without such a location does not keep the text of its files.
     */
    public static AdminApi api(LoadContext context) {
        return context.shared(
                AdminApi.class,
                () -> new AdminApi(context, context.service(LiveTunnels.class), context.service(EventFeed.class)));
    }

    /** The name of a location whose resources are below it, which must be a prefix. */
    public static String prefix(LocationBuilder location, Directive<?> directive) {
        LocationName name = location.scope().get(CoreHttp.LOCATION_NAME);
        if (name.kind() != LocationName.Kind.PREFIX && name.kind() != LocationName.Kind.PREFIX_FINAL) {
            throw new ConfException(
                    "\"" + directive + "\" directive requires a location with a prefix",
                    location.scope().nodeOf(directive).end());
        }
        return name.text();
    }

    /** The part of a path below a prefix, without a leading slash. */
    public static String below(Exchange exchange, String prefix) {
        String rest = exchange.uri()
                .substring(Math.min(prefix.length(), exchange.uri().length()));
        return rest.startsWith("/") ? rest.substring(1) : rest;
    }
}
