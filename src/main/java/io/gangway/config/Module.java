package io.gangway.config;

import io.gangway.exchange.Variables;
import java.util.List;

/**
 * A feature: its directives, its variables, and what it adds to each location. Found by {@link java.util.ServiceLoader}, so a
 * jar on the class path can bring directives of its own. There is one of each for all generations of a process; what belongs to
 * one generation is kept in {@link LoadContext}.
 */
public interface Module {
    /** The directives of the feature, declared once as constants. */
    List<Directive<?>> directives();

    /** Defines the variables of the feature for one generation. */
    default void variables(Variables variables) {}

    /** Called when the whole file was read, before locations are composed: look for what is missing, open what is needed. */
    default void link(LoadContext context) {}

    /** Called for each server level, location and {@code if}: add phases, filters, and what is needed while requests run. */
    default void compose(LocationBuilder location) {}
}
