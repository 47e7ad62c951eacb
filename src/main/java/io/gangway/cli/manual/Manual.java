package io.gangway.cli.manual;

import io.gangway.conf.BuildInfo;
import io.gangway.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A separate program of the build. It writes {@code gangway.8}, {@code gangway.conf.5} and the completion for bash, zsh
 * and fish.
 */
public final class Manual {
    private final Path templates;
    private final Path target;
    private final String date;

    private Manual(Path templates, Path target, String date) {
        this.templates = templates;
        this.target = target;
        this.date = date;
    }

    /**
     * Writes them.
     *
     * @param args the directory with the templates of the man pages, the directory to write to, and the date of the
     *     build in ISO form
     * @throws IOException when a file cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        new Manual(Path.of(args[0]), Path.of(args[1]), args[2].substring(0, "2026-01-01".length())).write();
    }

    private void write() throws IOException {
        HelpPages help = HelpPages.read();
        DirectivesManual directives =
                new DirectivesManual(Configuration.ofModules().directives().all());
        Files.createDirectories(target.resolve("man"));
        Files.createDirectories(target.resolve("completion"));
        man("gangway.8", new OptionsManual(help)::expand);
        man("gangway.conf.5", directives::expand);
        Files.writeString(target.resolve("completion/gangway.bash"), new BashCompletion(help).text());
        Files.writeString(target.resolve("completion/_gangway"), new ZshCompletion(help).text());
        Files.writeString(target.resolve("completion/gangway.fish"), new FishCompletion(help).text());
    }

    /** What replaces a line of a template that begins with {@code @}; null for a line of another. */
    private interface Expansion {
        String of(String line);
    }

    private void man(String name, Expansion expansion) throws IOException {
        StringBuilder page = new StringBuilder();
        for (String line : Files.readAllLines(templates.resolve(name))) {
            String expanded = line.startsWith("@") ? expansion.of(line) : null;
            if (line.startsWith("@") && expanded == null) {
                throw new IllegalArgumentException(name + ": what is \"" + line + "\"?");
            }
            page.append(
                    expanded != null
                            ? expanded
                            : line.replace("%VERSION%", BuildInfo.VERSION).replace("%DATE%", date) + "\n");
        }
        Files.writeString(target.resolve("man").resolve(name), page);
    }
}
