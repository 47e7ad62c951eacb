package io.gangway.testing;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.config.Configuration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Checks a configuration without serving it, as {@code nginx -t} does. */
public final class ConfigurationCheck {
    private static final String BEFORE = "events {}\nhttp {\n";

    private ConfigurationCheck() {}

    /**
     * The warnings and the error for these directives of an {@code http} block, each as nginx prints it after its own
     * name: {@code [emerg] invalid parameter "x" in nginx.conf:3}. The first directive is in line 3.
     */
    public static List<String> messages(String directives) throws IOException {
        try (Site site = Site.of(BEFORE + directives + "\n}\n")) {
            List<String> lines = new ArrayList<>();
            try {
                Configuration.Loaded loaded =
                        Configuration.ofModules().load(new Environment(site.dir(), site.conf(), null, ""));
                loaded.generation().close();
                loaded.warnings().forEach(warning -> lines.add("[warn] " + warning));
            } catch (ConfException e) {
                lines.add("[emerg] " + e.getMessage());
            }
            lines.replaceAll(line -> line.replace(site.dir() + "/", ""));
            return lines;
        }
    }
}
