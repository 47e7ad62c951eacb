package io.gangway.upstream.health;

import io.gangway.config.BackgroundTask;
import io.gangway.exchange.Generation;
import io.gangway.exchange.Location;
import io.gangway.loop.EventLoop;
import java.util.ArrayList;
import java.util.List;

/** All health checks of one generation. Confined to its loop. */
final class HealthChecks implements BackgroundTask {
    private final List<GroupCheck> checks = new ArrayList<>();

    @Override
    public void start(Generation generation, EventLoop loop) {
        for (Location location : generation.locations()) {
            LocationChecks ofLocation = location.get(LocationChecks.KEY);
            if (ofLocation != null) {
                for (LocationChecks.Rule rule : ofLocation.rules()) {
                    checks.add(new GroupCheck(rule, ofLocation, new CheckExchanges(generation, location, loop), loop));
                }
            }
        }
        checks.forEach(GroupCheck::start);
    }

    @Override
    public void stop() {
        checks.forEach(GroupCheck::stop);
        checks.clear();
    }
}
