package io.gangway.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Makes {@code await()} look every 10 ms: Awaitility's own interval of 100 ms also delays the first look, which took minutes of the
 * whole suite. JUnit finds this by its service file.
 */
public final class AwaitilityDefaults implements BeforeAllCallback {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultPollInterval(POLL_INTERVAL);
    }
}
