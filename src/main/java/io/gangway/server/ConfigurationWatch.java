package io.gangway.server;

import io.gangway.conf.SystemError;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads a configuration again when one of its files has changed. Confined to the thread that looks. */
public final class ConfigurationWatch {
    private final Supplier<List<Path>> reader;
    private final Consumer<Throwable> refused;
    private FileWatch files;

    /**
     * A watch over files as they are now.
     *
     * @param reader reads the configuration, all or nothing, and answers which files it has now
     * @param refused takes what the reader has thrown; what was read before goes on
     */
    public ConfigurationWatch(List<Path> files, Supplier<List<Path>> reader, Consumer<Throwable> refused) {
        this.files = FileWatch.of(files);
        this.reader = reader;
        this.refused = refused;
    }

    /** Reads the configuration if one of its files has changed since it was read last. */
    public void look() {
        if (!files.again().equals(files)) {
            read();
        }
    }

    /** Reads the configuration, whether something has changed or not. */
    public void read() {
        FileWatch before = files;
        files = before.again();
        try {
            files = files.over(reader.get());
        } catch (RuntimeException | Error e) {
            // What gets through would end the thread that looks.
            if (SystemError.isOutOfDescriptors(String.valueOf(e.getMessage()))) {
                // Nobody has read what has changed: it is looked at again.
                files = before;
            }
            refused.accept(e);
        }
    }
}
