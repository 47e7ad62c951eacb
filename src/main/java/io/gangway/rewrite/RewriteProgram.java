package io.gangway.rewrite;

import io.gangway.config.Context;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Scope;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Location;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import java.util.ArrayList;
import java.util.List;

/**
 * The rewrite directives of a {@code server} or {@code location}, in the order of the configuration. The directives
 * inside an {@code if} follow its test, which jumps past them if it fails. Immutable.
 */
final class RewriteProgram implements PhaseHandler {
    private final Step[] steps;
    private final boolean logs;

    private RewriteProgram(List<Step> steps, boolean logs) {
        this.steps = steps.toArray(Step[]::new);
        this.logs = logs;
    }

    static RewriteProgram of(LocationBuilder location) {
        List<Step> steps = new ArrayList<>();
        add(location.scope(), location, steps);
        return new RewriteProgram(steps, location.get(RewriteDirectives.REWRITE_LOG));
    }

    private static void add(Scope scope, LocationBuilder location, List<Step> steps) {
        for (Scope.Setting setting : scope.settings()) {
            if (setting.directive() == RewriteDirectives.IF) {
                int at = steps.size();
                steps.add(null);
                add(setting.inner(), location, steps);
                Location inside = location(setting.inner(), location);
                steps.set(at, new If((Condition) setting.value(), inside, steps.size(), setting.node()));
            } else if (setting.value() instanceof Step step) {
                steps.add(step);
            }
        }
    }

    /**
     * The location of a true {@code if}; null in {@code server}, where an {@code if} only contains rewrite directives.
     */
    private static Location location(Scope inner, LocationBuilder location) {
        return inner.context() == Context.LOCATION_IF ? location.inner(inner) : null;
    }

    boolean isEmpty() {
        return steps.length == 0;
    }

    int size() {
        return steps.length;
    }

    Step step(int index) {
        return steps[index];
    }

    /** {@code rewrite_log} of the level. */
    boolean logs() {
        return logs;
    }

    @Override
    public PhaseResult run(Exchange exchange) {
        return new Run(this, exchange).proceed();
    }
}
