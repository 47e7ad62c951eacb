package io.gangway.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * Turns off the log of OpenTelemetry's libraries: a failed export is a line in the error log. The JDK's logging creates
 * it by its name when it starts, which it only does with those libraries.
 */
public final class OpenTelemetryLogging {
    private static final String CONFIGURATION =
            "handlers=java.util.logging.ConsoleHandler\nio.opentelemetry.level=OFF\n";

    /** For the JDK's logging. */
    public OpenTelemetryLogging() throws IOException {
        LogManager.getLogManager()
                .readConfiguration(new ByteArrayInputStream(CONFIGURATION.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Makes the JDK's logging use this class, unless it is configured on the command line. */
    static void choose() {
        if (System.getProperty("java.util.logging.config.file") == null) {
            System.setProperty("java.util.logging.config.class", OpenTelemetryLogging.class.getName());
        }
    }
}
