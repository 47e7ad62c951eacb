package io.gangway.geo;

import static io.gangway.config.Context.HTTP;

import io.gangway.config.Directive;
import io.gangway.config.Module;
import java.util.List;

/** nginx's geo module: {@code geo}. */
public final class GeoModule implements Module {
    /** {@code geo [$address] $variable { … }}. */
    static final Directive<Void> GEO = Directive.of("geo", 1, 2, GeoReader::read)
            .withData()
            .repeatable()
            .refuses("Binary databases (.bin) are neither read nor written.")
            .syntax("[$address] $variable")
            .description("Sets a variable by the address of the client, or by that in another variable. Each line in "
                    + "the block is a network and a value; \"default\", \"include\", \"proxy\", \"delete\" and \"ranges\" "
                    + "have meanings of their own.")
            .in(HTTP);

    @Override
    public List<Directive<?>> directives() {
        return List.of(GEO);
    }
}
