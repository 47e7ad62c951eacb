package io.gangway.api;

import static io.gangway.config.Context.LOCATION;

import io.gangway.admin.AccessRules;
import io.gangway.conf.ConfErrors;
import io.gangway.config.CoreHttp;
import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.LocationName;
import io.gangway.exchange.Phase;
import java.util.List;

/** The API of nginx Plus: {@code api}. */
public final class ApiModule implements Module {
    /** Who may use the API; null without the directive. */
    static final Directive<AccessRules> API = Directive.of(
                    "api", 0, 4, arguments -> AccessRules.readOptional(arguments, true))
            .namelessInherit()
            .differs(
                    "There are no license and keyvals, and of stream only zone_sync. A browser must use a known name (\"hosts\") and may "
                            + "not change anything from a page of another site. \"token\", \"hosts\" and \"remote\" are "
                            + "additions.")
            .syntax("[write=on | off] [token=text | token=file:path] [hosts=name,...] [remote=on | off]")
            .description("Responds with the API of nginx Plus, version 9: the state of the server as JSON and, with "
                    + "\"write=on\", changes of the servers of upstreams and resets of counters. Changes need the "
                    + "header \"Authorization: Bearer TOKEN\" if there is a \"token\".")
            .example("location /api { api write=on; allow 127.0.0.1; deny all; }")
            .danger("Without \"allow\" and \"deny\", or a \"token\", everyone who reaches a location with "
                    + "\"write=on\" can change where requests go.")
            .in(LOCATION);

    private final Resource root = Endpoints.create();

    @Override
    public List<Directive<?>> directives() {
        return List.of(API);
    }

    @Override
    public void compose(LocationBuilder location) {
        AccessRules rules = location.get(API);
        if (rules == null) {
            return;
        }
        LocationName.Kind kind = location.scope().get(CoreHttp.LOCATION_NAME).kind();
        if (kind == LocationName.Kind.REGEX || kind == LocationName.Kind.NAMED) {
            throw ConfErrors.at(
                    location.scope().node(), "\"api\" needs a location with a prefix: its paths are below that");
        }
        location.phase(Phase.HANDLER, new ApiHandler(rules, root));
    }
}
