package io.gangway.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A tiny file system in memory; needs the right to mount. */
public final class SmallDisk implements AutoCloseable {
    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /** Mounts it on a new directory; null where that is not permitted. */
    public static SmallDisk mount(Path directory, int kilobytes) throws Exception {
        Files.createDirectory(directory);
        return run("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "gangway-test", directory.toString())
                ? new SmallDisk(directory)
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
            // The program is not installed.
            return false;
        }
    }

    @Override
    public void close() throws Exception {
        if (!run("umount", directory.toString())) {
            throw new IOException("umount " + directory + " failed");
        }
    }
}
