package io.gangway.access;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LIMIT_EXCEPT;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.config.Scope;
import io.gangway.config.ScopeKey;
import io.gangway.exchange.Phase;
import java.util.List;

/** nginx's access module: {@code allow} and {@code deny}. */
public final class AccessModule implements Module {
    /** The rules of both directives, in the order of the configuration. Rules of a level replace inherited ones. */
    private static final ScopeKey<List<AccessRule>> RULES = new ScopeKey<>("allow");

    /** {@code allow address | CIDR | unix: | all}. */
    static final Directive<Void> ALLOW = rule(
            "allow",
            "Lets clients of this address or network in. Rules are tried in the order in which they are "
                    + "written, and the first one that fits decides.");

    /** {@code deny address | CIDR | unix: | all}. */
    static final Directive<Void> DENY = rule(
            "deny",
            "Refuses clients of this address or network with 403. Rules are tried in the order in which "
                    + "they are written, and the first one that fits decides.");

    private static Directive<Void> rule(String name, String meaning) {
        return Directive.<Void>of(name, 1, 1, AccessModule::add)
                .syntax("address | CIDR | unix: | all")
                .description(meaning)
                .repeatable()
                .in(HTTP, SERVER, LOCATION, LIMIT_EXCEPT);
    }

    private static Void add(DirectiveArguments arguments) {
        Scope scope = arguments.scope();
        List<AccessRule> rules = List.of(AccessRule.read(arguments));
        List<AccessRule> before = scope.own(RULES);
        scope.put(RULES, before == null ? rules : Directive.joined(before, rules));
        return null;
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(ALLOW, DENY);
    }

    @Override
    public void compose(LocationBuilder location) {
        List<AccessRule> rules = location.scope().get(RULES);
        if (rules != null) {
            location.phase(Phase.ACCESS, new AccessPhase(rules));
        }
    }
}
