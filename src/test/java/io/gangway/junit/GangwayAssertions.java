package io.gangway.junit;

import io.gangway.Gangway;

/**
 * Assertions about what would happen to requests, for tests that need no backend:
 *
 * <pre>{@code
 * assertThat(gangway).explains("/chat").goesTo("backend").withUri("/ws");
 * }</pre>
 */
public final class GangwayAssertions {
    private GangwayAssertions() {}

    /** Assertions about a configuration, started or only read. */
    public static GangwayAssert assertThat(Gangway gangway) {
        return new GangwayAssert(gangway);
    }

    /** Assertions about the configuration of a {@link GangwayTest}. */
    public static GangwayAssert assertThat(Proxy proxy) {
        return new GangwayAssert(proxy.gangway());
    }
}
