package io.gangway.upstream.sticky;

import io.gangway.config.Context;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.Module;
import io.gangway.upstream.Stickiness;
import java.util.List;

/** nginx's sticky module: {@code sticky} in an {@code upstream}. */
public final class StickyModule implements Module {
    private final SessionZones zones = new SessionZones();

    private final Directive<Stickiness> sticky = Directive.of("sticky", 2, Integer.MAX_VALUE, this::read)
            .syntax(
                    "cookie name [expires=time] [domain=domain] [httponly] [secure] [samesite=value] [path=path]",
                    "route $variable ...",
                    "learn create=$variable lookup=$variable zone=name:size [timeout=time] [header] [sync]")
            .since("1.29.6")
            .description("Sends the requests of a session to the same server of the group, while that is usable. With "
                    + "\"cookie\", a cookie of this name tells the server. With \"route\", the first variable that is "
                    + "not empty has the \"route\" of the server. With \"learn\", the first variable of \"lookup\" "
                    + "that is not empty is the id of a session; the zone remembers the server of each id in \"create\" "
                    + "for the time after its last request (10m), from the end of the response on, or with \"header\" "
                    + "from its header on. With \"sync\", the nodes of \"zone_sync\" share the sessions.")
            .in(Context.UPSTREAM);

    @Override
    public List<Directive<?>> directives() {
        return List.of(sticky);
    }

    private Stickiness read(DirectiveArguments r) {
        Stickiness stickiness = switch (r.arg(0)) {
            case "cookie" -> new CookieReader(r).read();
            case "route" -> route(r);
            case "learn" -> new LearnReader(r, zones).read();
            default -> throw r.error("unknown parameter \"" + r.arg(0) + "\"");
        };
        r.scope().put(Stickiness.KEY, stickiness);
        return stickiness;
    }

    private static Stickiness route(DirectiveArguments r) {
        SessionVariables variables = new SessionVariables();
        for (int i = 1; i < r.count(); i++) {
            variables.add(r, r.variableName(i));
        }
        return new StickyRoute(variables);
    }
}
