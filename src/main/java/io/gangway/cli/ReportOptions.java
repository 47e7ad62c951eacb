package io.gangway.cli;

import io.gangway.report.ReportFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The arguments of {@code gangway lint} and {@code gangway check}. A value follows its option or is joined by {@code =}.
 *
 * @param format {@code --format}
 * @param flags the options without a value that were given
 * @param rule {@code --why}, or null
 * @param file the configuration file, or null
 */
record ReportOptions(ReportFormat format, Set<String> flags, String rule, String file) {
    /**
     * Reads them.
     *
     * @param known the options without a value
     * @throws UsageException in nginx's wording
     */
    static ReportOptions parse(Set<String> known, String... args) {
        ReportFormat format = ReportFormat.TEXT;
        Set<String> flags = new HashSet<>();
        String rule = null;
        String file = null;
        for (int at = 0; at < args.length; at++) {
            String name = args[at].replaceFirst("(?<=^--[a-z]{1,20})=.*", "");
            boolean joined = !name.equals(args[at]);
            if (known.contains(args[at]) || List.of("-h", "--help").contains(args[at])) {
                flags.add(args[at].equals("-h") ? "--help" : args[at]);
            } else if (name.equals("--format") || name.equals("--why") && known.contains("--rules")) {
                if (!joined && at + 1 == args.length) {
                    throw new UsageException("option \"" + name + "\" requires a value", null);
                }
                String value = joined ? args[at].substring(name.length() + 1) : args[++at];
                format = name.equals("--format") ? format(value) : format;
                rule = name.equals("--why") ? value : rule;
            } else if (args[at].startsWith("-") || file != null) {
                throw new UsageException("invalid option: \"" + args[at] + "\"", null);
            } else {
                file = args[at];
            }
        }
        return new ReportOptions(format, flags, rule, file);
    }

    private static ReportFormat format(String name) {
        return ReportFormat.find(name)
                .orElseThrow(() ->
                        new UsageException("invalid format \"" + name + "\", there are " + ReportFormat.names(), null));
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }
}
