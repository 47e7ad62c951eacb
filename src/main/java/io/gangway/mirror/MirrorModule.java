package io.gangway.mirror;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.ConfErrors;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Phase;
import java.util.List;

/** nginx's mirror module. */
public final class MirrorModule implements Module {
    /** The URIs that get copies; an empty one stands for {@code off}. */
    static final Directive<List<String>> MIRROR = Directive.list("mirror", 1, 1, MirrorModule::uri)
            .syntax("uri", "off")
            .defaultText("off")
            .description("Sends a copy of each request to this URI, in the background, and discards the response. "
                    + "Several of these directives on one level send several copies.")
            .differs("A copy never delays the next request of its connection. While copies take half of the "
                    + "\"worker_connections\", requests are not mirrored. A copy whose backend switches protocols ends; "
                    + "the client's tunnel stays.")
            .in(HTTP, SERVER, LOCATION);

    /** Whether copies get the request's body. */
    static final Directive<Boolean> MIRROR_REQUEST_BODY = Directive.flag("mirror_request_body")
            .byDefault(true)
            .description("Reads the whole request body before the request continues, so that the copies have it, too. "
                    + "Without it, copies have no body, and \"proxy_request_buffering off\" keeps its effect.")
            .in(HTTP, SERVER, LOCATION);

    private static String uri(DirectiveArguments r) {
        List<String> before = r.scope().own(MIRROR);
        boolean off = r.arg(0).equals("off");
        if (before != null && (off || before.contains(""))) {
            throw ConfErrors.duplicate(r.node());
        }
        return off ? "" : r.arg(0);
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(MIRROR, MIRROR_REQUEST_BODY);
    }

    @Override
    public void compose(LocationBuilder location) {
        List<String> uris = location.get(MIRROR);
        if (!uris.isEmpty() && !uris.contains("")) {
            location.phase(Phase.PRECONTENT, new MirrorPhase(uris, location.get(MIRROR_REQUEST_BODY)));
        }
    }
}
