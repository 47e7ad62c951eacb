package io.gangway.cli;

import io.gangway.conf.KnownDirectives;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Guesses what the user meant by a word that is not an option. */
final class UsageHint {
    private static final String HELP = "\"gangway --help\" lists options and commands";
    private static final List<String> FILES = List.of("nginx.conf", "conf/nginx.conf");
    private static final Set<String> TEST = Set.of("test", "check", "configtest", "validate", "verify");
    private static final Set<String> START = Set.of("start", "run", "serve");

    private UsageHint() {}

    /**
     * @param word the word in place of an option or a command
     * @param commands the names of the commands
     * @param here the working directory
     */
    static String of(String word, List<String> commands, Path here) {
        if (word.startsWith("-")) {
            return nearest(word.replaceFirst("=.*", ""), LongOption.names());
        }
        Path path = path(word, here);
        if (path != null && Files.isRegularFile(path)) {
            return didYouMean("-c " + word);
        }
        if (path != null && Files.isDirectory(path)) {
            for (String file : FILES) {
                if (Files.isRegularFile(path.resolve(file))) {
                    return didYouMean("-p " + word + " -c " + file);
                }
            }
            return didYouMean("dev --root " + word);
        }
        if (word.endsWith(".conf")) {
            return didYouMean("-c " + word) + " (there is no such file)";
        }
        if (Options.SIGNALS.contains(word)) {
            return didYouMean("-s " + word);
        }
        if (TEST.contains(word)) {
            return didYouMean("-t -c nginx.conf");
        }
        if (START.contains(word)) {
            return didYouMean("-c nginx.conf");
        }
        if (word.equals("help") || word.equals("version")) {
            return didYouMean("--" + word);
        }
        return nearest(word, commands);
    }

    private static String nearest(String word, List<String> names) {
        return KnownDirectives.nearest(word, names).map(UsageHint::didYouMean).orElse(HELP);
    }

    private static String didYouMean(String what) {
        return "did you mean \"" + what + "\"?";
    }

    private static Path path(String word, Path here) {
        try {
            return here.resolve(word);
        } catch (InvalidPathException e) {
            // An invalid path names no file.
            return null;
        }
    }
}
