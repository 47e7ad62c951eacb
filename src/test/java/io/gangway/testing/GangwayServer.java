package io.gangway.testing;

import io.gangway.Gangway;
import io.gangway.core.Environment;
import java.util.concurrent.CompletionStage;

/** Gangway in this process, through its embedding API. */
public final class GangwayServer implements ServerUnderTest {
    private final Site site;
    private final Gangway gangway;

    private GangwayServer(Site site, Gangway gangway) {
        this.site = site;
        this.gangway = gangway;
    }

    /** Serves the configuration that the site has now; its error log is beside it. */
    public static GangwayServer start(Site site) {
        String errorLog = site.conf().getFileName() + ".log";
        Environment environment = new Environment(site.dir(), site.conf(), errorLog, "");
        return new GangwayServer(site, Gangway.read(environment).start());
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

    /** Stops accepting and drains, as on QUIT; done when the last connection is gone. */
    public CompletionStage<Void> quit() {
        return gangway.quit();
    }

    @Override
    public void close() {
        gangway.close();
    }
}
