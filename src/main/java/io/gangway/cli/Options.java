package io.gangway.cli;

import java.util.Set;

/**
 * The command line, by nginx's rules: single letters that may be combined ({@code -tq}), a value joined to its letter
 * ({@code -cFILE}) or following it, the last one wins.
 *
 * @param help {@code -h} or {@code -?}
 * @param version {@code -v}; also set by {@code -V} and {@code -h}
 * @param features {@code -V}
 * @param test {@code -t} or {@code -T}
 * @param dump {@code -T}
 * @param quiet {@code -q}
 * @param signal {@code -s}: stop, quit, reopen or reload; null when not given
 * @param prefix {@code -p}, or null
 * @param errorLog {@code -e}, or null
 * @param file {@code -c}, or null
 * @param globals {@code -g}, or null
 */
record Options(
        boolean help,
        boolean version,
        boolean features,
        boolean test,
        boolean dump,
        boolean quiet,
        String signal,
        String prefix,
        String errorLog,
        String file,
        String globals) {

    private static final Set<String> SIGNALS = Set.of("stop", "quit", "reopen", "reload");

    /** @throws UsageException with nginx's wording */
    static Options parse(String... args) {
        return new Parser(args).parse();
    }

    private static final class Parser {
        private final String[] args;
        private int index;
        private boolean help;
        private boolean version;
        private boolean features;
        private boolean test;
        private boolean dump;
        private boolean quiet;
        private String signal;
        private String prefix;
        private String errorLog;
        private String file;
        private String globals;

        Parser(String[] args) {
            this.args = args;
        }

        Options parse() {
            for (; index < args.length; index++) {
                String arg = args[index];
                if (!arg.startsWith("-")) {
                    throw new UsageException("invalid option: \"" + arg + "\"");
                }
                letters(arg);
            }
            return new Options(help, version, features, test, dump, quiet, signal, prefix, errorLog, file, globals);
        }

        private void letters(String arg) {
            for (int at = 1; at < arg.length(); at++) {
                String rest = arg.substring(at + 1);
                switch (arg.charAt(at)) {
                    case '?', 'h' -> {
                        version = true;
                        help = true;
                    }
                    case 'v' -> version = true;
                    case 'V' -> {
                        version = true;
                        features = true;
                    }
                    case 't' -> test = true;
                    case 'T' -> {
                        test = true;
                        dump = true;
                    }
                    case 'q' -> quiet = true;
                    case 'p' -> {
                        prefix = value(rest, "-p", "directory name");
                        return;
                    }
                    case 'e' -> {
                        errorLog = value(rest, "-e", "file name");
                        return;
                    }
                    case 'c' -> {
                        file = value(rest, "-c", "file name");
                        return;
                    }
                    case 'g' -> {
                        globals = value(rest, "-g", "parameter");
                        return;
                    }
                    case 's' -> {
                        signal = value(rest, "-s", "parameter");
                        if (!SIGNALS.contains(signal)) {
                            throw new UsageException("invalid option: \"-s " + signal + "\"");
                        }
                        return;
                    }
                    default -> throw new UsageException("invalid option: \"" + arg.charAt(at) + "\"");
                }
            }
        }

        private String value(String joined, String option, String what) {
            if (!joined.isEmpty()) {
                return joined;
            }
            if (index + 1 < args.length) {
                index++;
                return args[index];
            }
            throw new UsageException("option \"" + option + "\" requires " + what);
        }
    }
}
