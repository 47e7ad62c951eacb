package io.gangway.cli.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Completion for zsh: specifications of {@code _arguments}. */
record ZshCompletion(HelpPages help) {

    String text() {
        return """
                #compdef gangway
                # made from the help texts of gangway

                _gangway() {
                  local curcontext=$curcontext state line ret=1
                  typeset -A opt_args
                  if (( CURRENT > 2 )); then
                    case ${words[2]} in
                %s    esac
                  fi
                  _arguments -s -S %s \\
                    '1: :->command' && ret=0
                  if [[ $state = command ]]; then
                    local -a commands=(
                %s    )
                    _describe -t commands command commands && ret=0
                  fi
                  return ret
                }

                _gangway "$@"
                """.formatted(
                        help.commands().stream().map(this::command).collect(Collectors.joining()),
                        specifications(help.program(), "    "),
                        help.commands().stream()
                                .map(page -> "      '" + page.command() + ":" + quoted(page.summary()) + "'\n")
                                .collect(Collectors.joining()));
    }

    private String command(HelpPage page) {
        String files = page.takesFile() ? " \\\n          '1:nginx.conf:_files'" : "";
        return "      " + page.command() + ")\n        shift words\n        (( CURRENT-- ))\n        _arguments -s -S "
                + specifications(page, "          ") + files + "\n        return\n        ;;\n";
    }

    private String specifications(HelpPage page, String indent) {
        return page.options().stream()
                .flatMap(option -> specifications(option).stream())
                .map(specification -> "\\\n" + indent + specification)
                .collect(Collectors.joining(" "));
    }

    /** One for each name; they exclude one another. */
    private List<String> specifications(HelpOption option) {
        List<String> specifications = new ArrayList<>();
        for (String name : option.typed()) {
            String excluded = option.typed().size() == 1 ? "'" : "'(" + String.join(" ", option.typed()) + ")'";
            String separator = option.value() == null || option.optional() ? "" : name.startsWith("--") ? "=" : "+";
            String body = name + separator + "["
                    + quoted(option.summary()).replace("[", "\\[").replace("]", "\\]") + "]" + value(option) + "'";
            specifications.add(excluded + (excluded.equals("'") ? "" : "'") + body);
        }
        return specifications;
    }

    private String value(HelpOption option) {
        if (option.value() == null) {
            return "";
        }
        List<String> values = help.values(option);
        String action = option.isFile()
                ? "_files"
                : option.isDirectory() ? "_files -/" : values.isEmpty() ? " " : "(" + String.join(" ", values) + ")";
        return (option.optional() ? "::" : ":") + option.value() + ":" + action;
    }

    /** Text within single quotes and between colons. */
    private static String quoted(String text) {
        return text.replace("'", "'\\''").replace(":", "\\:");
    }
}
