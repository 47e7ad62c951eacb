package io.gangway.cli;

import io.gangway.control.ControlAddress;
import java.util.Set;

/**
 * The command line, by nginx's rules: single letters that may be combined ({@code -tq}), a value that is joined to its
 * letter ({@code -cFILE}) or follows it; the last one wins. The long names of {@link LongOption} have a value that
 * follows or is joined by {@code =}.
 *
 * @param help {@code -h} or {@code -?}
 * @param version {@code -v}; also set by {@code -V} and {@code -h}
 * @param features {@code -V}
 * @param test {@code -t} or {@code -T}
 * @param dump {@code -T}
 * @param quiet {@code -q}
 * @param verbose {@code --verbose}
 * @param lenient {@code --lenient}
 * @param onStdout whether help and version go to stdout: true for the long names, as in most programs; nginx's letters
 * use stderr
 * @param signal {@code -s}: stop, quit, reopen or reload; null when not given
 * @param prefix {@code -p}, or null
 * @param errorLog {@code -e}, or null
 * @param file {@code -c}, or null
 * @param globals {@code -g}, or null
 * @param admin {@code --admin}, or null
 * @param adminToken {@code --admin-token}, or null
 * @param control {@code -l}: the address of the Control API; null for none
 * @param directive the name of the directive to explain, after {@code -h}; or null
 */
record Options(
        boolean help,
        boolean version,
        boolean features,
        boolean test,
        boolean dump,
        boolean quiet,
        boolean verbose,
        boolean lenient,
        boolean onStdout,
        String signal,
        String prefix,
        String errorLog,
        String file,
        String globals,
        String admin,
        String adminToken,
        ControlAddress control,
        String directive) {

    static final Set<String> SIGNALS = Set.of("stop", "quit", "reopen", "reload");

    /** @throws UsageException with nginx's wording */
    static Options parse(String... args) {
        return new Parser(args).parse();
    }

    private static final class Parser {
        private final String[] args;
        private int index;
        private boolean help;
        private String directive;
        private boolean version;
        private boolean features;
        private boolean test;
        private boolean dump;
        private boolean quiet;
        private boolean verbose;
        private boolean lenient;
        private boolean onStdout;
        private String signal;
        private String prefix;
        private String errorLog;
        private String file;
        private String globals;
        private String admin;
        private String adminToken;
        private ControlAddress control;

        Parser(String[] args) {
            this.args = args;
        }

        Options parse() {
            for (; index < args.length; index++) {
                String arg = args[index];
                if (arg.startsWith("--") && arg.length() > 2) {
                    word(arg);
                } else if (arg.startsWith("-")) {
                    letters(arg);
                } else {
                    throw new UsageException("invalid option: \"" + arg + "\"", arg);
                }
            }
            return new Options(
                    help,
                    version,
                    features,
                    test,
                    dump,
                    quiet,
                    verbose,
                    lenient,
                    onStdout,
                    signal,
                    prefix,
                    errorLog,
                    file,
                    globals,
                    admin,
                    adminToken,
                    control,
                    directive);
        }

        private void word(String arg) {
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg : arg.substring(0, equals);
            LongOption option = LongOption.find(name.substring(2))
                    .filter(found -> equals < 0 || found.mayHaveValue())
                    .orElseThrow(() -> new UsageException("invalid option: \"" + arg + "\"", arg));
            if (option == LongOption.VERBOSE) {
                verbose = true;
            } else if (option == LongOption.LENIENT) {
                lenient = true;
            } else if (option == LongOption.ADMIN) {
                admin = value(equals < 0 ? "" : arg.substring(equals + 1), name, "address");
            } else if (option == LongOption.ADMIN_TOKEN) {
                adminToken = value(equals < 0 ? "" : arg.substring(equals + 1), name, "token");
            } else if (option.hasValue()) {
                valued(option.letter(), equals < 0 ? "" : arg.substring(equals + 1), name);
            } else {
                flag(option.letter());
                onStdout = version;
                if (option == LongOption.HELP) {
                    directive(equals < 0 ? "" : arg.substring(equals + 1));
                }
            }
        }

        private void letters(String arg) {
            for (int at = 1; at < arg.length(); at++) {
                char letter = arg.charAt(at);
                if (flag(letter)) {
                    if (help && at == arg.length() - 1) {
                        directive("");
                    }
                    continue;
                }
                if (!valued(letter, arg.substring(at + 1), "-" + letter)) {
                    throw new UsageException("invalid option: \"" + letter + "\"", null);
                }
                return;
            }
        }

        /** @return false for any other letter */
        private boolean flag(char letter) {
            switch (letter) {
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
                default -> {
                    return false;
                }
            }
            return true;
        }

        /** Reads a name that is joined to {@code --help} or follows it. */
        private void directive(String joined) {
            if (!joined.isEmpty()) {
                directive = joined;
            } else if (index + 1 < args.length && !args[index + 1].startsWith("-")) {
                index++;
                directive = args[index];
            }
        }

        /** @return false for any other letter */
        private boolean valued(char letter, String joined, String name) {
            switch (letter) {
                case 'p' -> prefix = value(joined, name, "directory name");
                case 'e' -> errorLog = value(joined, name, "file name");
                case 'c' -> file = value(joined, name, "file name");
                case 'g' -> globals = value(joined, name, "parameter");
                case 'l' -> control = control(value(joined, name, "address"));
                case 's' -> {
                    signal = value(joined, name, "parameter");
                    if (!SIGNALS.contains(signal)) {
                        throw new UsageException("invalid option: \"" + name + " " + signal + "\"", null);
                    }
                }
                default -> {
                    return false;
                }
            }
            return true;
        }

        private static ControlAddress control(String text) {
            try {
                return ControlAddress.parse(text);
            } catch (IllegalArgumentException e) {
                throw new UsageException(e.getMessage(), null);
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
            throw new UsageException("option \"" + option + "\" requires " + what, null);
        }
    }
}
