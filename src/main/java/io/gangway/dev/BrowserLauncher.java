package io.gangway.dev;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Opens the user's browser. */
final class BrowserLauncher {
    private BrowserLauncher() {}

    /** Opens a page, or prints a line if that is not possible. */
    static void open(String url, Screen screen) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        List<String> command = system.contains("mac")
                ? List.of("open", url)
                : system.contains("win") ? List.of("cmd", "/c", "start", url) : List.of("xdg-open", url);
        try {
            new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            screen.line("cannot open a browser (" + command.get(0) + "): " + url);
        }
    }
}
