package io.gangway.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system of a few bytes in memory. Only where whoever runs the test may mount. */
public final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts it on a new folder; null where that is not permitted. */
    public static SmallDisk mount(Path folder, int kilobytes) throws Exception {
        Files.createDirectory(folder);
        return run("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "gangway-test", folder.toString())
                ? new SmallDisk(folder)
                : null;
    }

    private static boolean run(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            // There is no such program.
            return false;
        }
    }

    @Override
    public void close() throws Exception {
        if (!run("umount", folder.toString())) {
            throw new IOException("umount " + folder + " failed");
        }
    }
}
