package io.gangway.cli;

import io.gangway.conf.SourceFile;
import io.gangway.control.Controlled;
import java.util.List;

/**
 * An instance, as the Control API sees it.
 *
 * @param instance which is running
 * @param reloading carries out a reload in the order of the commands, and waits for it
 */
record InstanceControl(Instance instance, Reload reloading) implements Controlled {
    /** A reload whose result is waited for. */
    interface Reload {
        ReloadResult run() throws InterruptedException;
    }

    @Override
    public List<SourceFile> files() {
        return instance.files();
    }

    @Override
    public List<Boolean> exiting() {
        return instance.generations().stream()
                .map(generation -> !generation.running())
                .toList();
    }

    @Override
    public ReloadResult reload() throws InterruptedException {
        return reloading.run();
    }
}
