package io.gangway.testing;

import io.gangway.Gangway;

/** Gangway in this process, through its embedding API. */
public final class GangwayServer implements ServerUnderTest {
    private final Site site;
    private final Gangway gangway;

    private GangwayServer(Site site, Gangway gangway) {
        this.site = site;
        this.gangway = gangway;
    }

    /** Serves the configuration that the site has now. */
    public static GangwayServer start(Site site) {
        return new GangwayServer(site, Gangway.read(site.conf()).start());
    }

    @Override
    public String name() {
        return "gangway";
    }

    @Override
    public Site site() {
        return site;
    }

    @Override
    public void reload() {
        gangway.reload();
    }

    @Override
    public void close() {
        gangway.close();
    }
}
