package io.gangway.map;

import static io.gangway.core.Context.HTTP;

import io.gangway.core.Directive;
import io.gangway.core.Module;
import java.util.List;

/** The room of {@code map}. */
public final class MapModule implements Module {
    /** {@code map source $variable { … }}. */
    public static final Directive<Void> MAP =
            Directive.of("map", 2, 2, MapReader::read).withData().repeatable().in(HTTP);

    @Override
    public List<Directive<?>> directives() {
        return List.of(MAP);
    }
}
