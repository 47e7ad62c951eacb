package io.gangway.cli;

import io.gangway.Gangway;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The embedding API, as the command line uses it. */
record GangwayInstance(Gangway gangway, Place place) implements Instance {

    static Instance read(Place place) {
        return new GangwayInstance(Gangway.read(place.file()), place);
    }

    @Override
    public Path pidFile() {
        return place.prefix().resolve("logs/gangway.pid");
    }

    @Override
    public boolean daemon() {
        return false;
    }

    @Override
    public String dump() {
        return "";
    }

    @Override
    public void start() {
        gangway.start();
    }

    @Override
    public void reload() {
        gangway.reload();
    }

    @Override
    public void reopen() {}

    @Override
    public CompletionStage<Void> quit() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        gangway.close();
    }
}
