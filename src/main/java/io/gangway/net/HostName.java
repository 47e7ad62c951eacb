package io.gangway.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The name of this machine in lower case, as in nginx: {@code $hostname} and {@code server_name $hostname}. */
public final class HostName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /** Reads the name from the system. May block on a name lookup. */
    public static String get() {
        return read().toLowerCase(Locale.ROOT);
    }

    private static String read() {
        try {
            return Files.isReadable(KERNEL)
                    ? Files.readString(KERNEL).strip()
                    : InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // The message is the name, which has no address.
            return String.valueOf(e.getMessage()).replaceFirst(":.*", "");
        } catch (IOException e) {
            return "localhost";
        }
    }
}
