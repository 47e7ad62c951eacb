package io.gangway.server;

import io.gangway.conf.SystemError;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reloads a configuration when one of its files has changed. Confined to the thread that polls. */
public final class ConfigurationWatch {
    private final Supplier<List<Path>> reader;
    private final Consumer<Throwable> refused;
    private FileWatch files;

    /**
     * Creates a watch of the files in their present state.
     *
     * @param reader reads the configuration, all or nothing, and returns its files
     * @param refused receives what the reader throws; the previous configuration stays in use
     */
    public ConfigurationWatch(List<Path> files, Supplier<List<Path>> reader, Consumer<Throwable> refused) {
        this.files = FileWatch.of(files);
        this.reader = reader;
        this.refused = refused;
    }

    /** Reads the configuration if one of its files has changed since the last read. */
    public void poll() {
        if (!files.refresh().equals(files)) {
            read();
        }
    }

    /** Reads the configuration in any case. */
    public void read() {
        FileWatch previous = files;
        files = previous.refresh();
        try {
            files = files.over(reader.get());
        } catch (RuntimeException | Error e) {
            // An exception would end the polling thread.
            if (SystemError.isOutOfDescriptors(String.valueOf(e.getMessage()))) {
                // The changes could not be read: the next check tries again.
                files = previous;
            }
            refused.accept(e);
        }
    }
}
