package io.gangway.config;

import io.gangway.exchange.Variables;
import java.util.List;

/**
 * A feature: its directives, its variables, and what it adds to each location. Found by {@link
 * java.util.ServiceLoader}, so a jar on the class path can add directives. There is one instance for all generations of
 * a process; state of one generation belongs in {@link LoadContext}.
 */
public interface Module {
    /** The directives, declared as constants. */
    List<Directive<?>> directives();

    /** Defines the variables for one generation. */
    default void variables(Variables variables) {}

    /** Called after the whole file was read, before locations are built: check for missing settings, open resources. */
    default void link(LoadContext context) {}

    /** Called for each server level, location and {@code if}: add phases, filters, and values for use at run time. */
    default void compose(LocationBuilder location) {}
}
