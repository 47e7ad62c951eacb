package io.gangway.console;

import static io.gangway.config.Context.LOCATION;

import io.gangway.admin.AccessRules;
import io.gangway.admin.AdminModule;
import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Phase;
import java.util.List;

/** The console: {@code gangway_console}. */
public final class ConsoleModule implements Module {
    /** Who may use the console; null without the directive. */
    static final Directive<AccessRules> GANGWAY_CONSOLE = Directive.of("gangway_console", 0, 4, AccessRules::read)
            .namelessInherit()
            .syntax("[write=on | off] [token=text | token=file:path] [hosts=name,...] [remote=on | off]")
            .description("Serves the console: a page that shows connections, tunnels, closes, upstreams, generations "
                    + "and the configuration as they change. It gets them from gangway_admin's API, which is below "
                    + "the name of the location, under api/. The parameters are those of gangway_admin. The link to "
                    + "the page may end in #token=TOKEN; the browser then sends the token with each change.")
            .example("gangway_console write=on token=a-long-random-text;")
            .danger("It shows addresses of clients, the text of the configuration, and the messages of tunnels where "
                    + "websocket_inspect is on. Put remote=on behind TLS and an allow list or auth_basic.")
            .in(LOCATION);

    @Override
    public List<Directive<?>> directives() {
        return List.of(GANGWAY_CONSOLE);
    }

    @Override
    public void compose(LocationBuilder location) {
        AccessRules rules = location.get(GANGWAY_CONSOLE);
        if (rules != null) {
            String prefix = AdminModule.prefix(location, GANGWAY_CONSOLE);
            location.phase(
                    Phase.HANDLER,
                    new ConsoleHandler(prefix, rules, AdminModule.api(location.context()), ConsolePage.load()));
        }
    }
}
