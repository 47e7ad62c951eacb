package io.gangway.map;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.ConfException;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.config.Scope;
import io.gangway.config.ScopeKey;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Variables;
import io.gangway.explain.ExplanationStep.Topic;
import java.util.List;
import java.util.Set;

/** nginx's modules for {@code map}, {@code split_clients} and {@code valid_referers}. */
public final class MapModule implements Module {
    /** {@code map source $variable { … }}. */
    static final Directive<Void> MAP = Directive.of("map", 2, 2, MapReader::read)
            .withData()
            .repeatable()
            .syntax("string $variable")
            .description("Sets a variable by the value of a string. Each line in the block is a source value, or a "
                    + "regular expression after \"~\", and a result; \"default\", \"hostnames\", \"include\" and "
                    + "\"volatile\" have meanings of their own.")
            .in(HTTP);

    /** {@code split_clients text $variable { … }}. */
    static final Directive<Void> SPLIT_CLIENTS = Directive.of("split_clients", 2, 2, SplitClients::read)
            .withData()
            .repeatable()
            .syntax("string $variable")
            .description("Sets a variable to one of some values by a hash of the string, so that each value gets its "
                    + "share. Each line in the block is a percentage, or \"*\" for the rest, and a value.")
            .in(HTTP);

    /** {@code valid_referers none | blocked | server_names | name | ~pattern …}. */
    static final Directive<List<Referer>> VALID_REFERERS = Directive.of(
                    "valid_referers", 1, Integer.MAX_VALUE, MapModule::validReferers)
            .combinedBy((before, all) -> all)
            .syntax("none | blocked | server_names | string ...")
            .description(
                    "Sets $invalid_referer to \"1\" when the Referer of a request is none of these: absent, without "
                            + "a scheme, one of the server names, or a host with an optional path (\"*\" and "
                            + "regular expressions after \"~\" are allowed).")
            .in(SERVER, LOCATION);

    private static final List<Directive<?>> NO_EFFECT = Directive.withoutEffect(
            Set.of(SERVER, LOCATION),
            Directive.number("referer_hash_max_size")
                    .defaultText("2048")
                    .description("Sets the maximum size of the hash table of valid_referers."),
            Directive.number("referer_hash_bucket_size")
                    .defaultText("64")
                    .description("Sets the bucket size of the hash table of valid_referers."));

    /** The compiled {@link #VALID_REFERERS} of a level. */
    private static final ScopeKey<Referers> OF_LEVEL = new ScopeKey<>("valid_referers");

    private static final AttachmentKey<Referers> REFERERS = new AttachmentKey<>("valid_referers");

    private static List<Referer> validReferers(DirectiveArguments arguments) {
        List<Referer> before = arguments.scope().own(VALID_REFERERS);
        return Referer.read(arguments, before == null ? List.of() : before);
    }

    @Override
    public List<Directive<?>> directives() {
        return Directive.joined(NO_EFFECT, List.of(MAP, SPLIT_CLIENTS, VALID_REFERERS));
    }

    @Override
    public void variables(Variables variables) {
        variables.define("invalid_referer", MapModule::invalidReferer, null);
    }

    private static String invalidReferer(Exchange exchange) {
        Referers referers = exchange.location().get(REFERERS);
        boolean allowed = referers == null || referers.allow(exchange);
        if (exchange.explanation() != null) {
            String referer = exchange.head().fields().get("Referer");
            exchange.explanation()
                    .step(
                            Topic.ACCESS,
                            exchange.location().source().levels(),
                            "valid_referers",
                            (referer == null ? "no Referer" : "the Referer \"" + referer + '"')
                                    + (allowed ? " is valid" : " is not among valid_referers"));
        }
        return allowed ? "" : "1";
    }

    @Override
    public void compose(LocationBuilder location) {
        for (Scope level = location.scope(); level != null; level = level.parent()) {
            if (level.isSet(VALID_REFERERS)) {
                location.put(REFERERS, referers(level));
                return;
            }
        }
    }

    /** The referers of a level, compiled once. */
    private static Referers referers(Scope level) {
        Referers referers = level.own(OF_LEVEL);
        if (referers == null) {
            try {
                referers = Referers.of(level.own(VALID_REFERERS), level);
            } catch (ConfException e) {
                throw e.at(level.nodeOf(VALID_REFERERS).end());
            }
            level.put(OF_LEVEL, referers);
        }
        return referers;
    }
}
