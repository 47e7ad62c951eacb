package io.gangway.cli.manual;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Completion for bash: a function that needs no other package. */
record BashCompletion(HelpPages help) {

    String text() {
        return """
                # bash completion for gangway; made from its help texts

                _gangway() {
                  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command= words=
                  # bash splits --option=value into three words
                  if [ "$cur" = = ]; then
                    cur=
                  elif [ "$prev" = = ]; then
                    prev=${COMP_WORDS[COMP_CWORD - 2]}
                  fi
                  if [ "$COMP_CWORD" -gt 1 ]; then
                    case ${COMP_WORDS[1]} in
                      %s) command=${COMP_WORDS[1]} ;;
                    esac
                  fi

                  COMPREPLY=()
                  case "$command $prev" in
                %s  esac
                  case $words in
                    files) _gangway_names -f ;;
                    directories) _gangway_names -d ;;
                    any) ;;
                    ?*) _gangway_words ;;
                    *)
                      case $command in
                %s      esac
                      ;;
                  esac
                }

                _gangway_words() {
                  local word
                  for word in $words; do
                    [ "${word#"$cur"}" = "$word" ] && [ -n "$cur" ] || COMPREPLY+=("$word")
                  done
                }

                _gangway_names() {
                  local name
                  compopt -o filenames 2>/dev/null
                  while IFS= read -r name; do
                    COMPREPLY+=("$name")
                  done < <(compgen "$1" -- "$cur")
                }

                complete -F _gangway gangway
                """.formatted(
                        help.commands().stream().map(HelpPage::command).collect(Collectors.joining(" | ")),
                        help.all().stream().flatMap(this::values).collect(Collectors.joining()),
                        help.all().stream().map(this::options).collect(Collectors.joining()));
    }

    /** What comes after an option with a value. */
    private Stream<String> values(HelpPage page) {
        return page.options().stream()
                .filter(option -> option.value() != null)
                .map(option -> "    "
                        + option.typed().stream()
                                .map(name -> "\"" + page.command() + " " + name + "\"")
                                .collect(Collectors.joining(" | "))
                        + ") words=" + kind(option) + " ;;\n");
    }

    private String kind(HelpOption option) {
        if (option.isFile()) {
            return "files";
        }
        if (option.isDirectory()) {
            return "directories";
        }
        List<String> values = help.values(option);
        return values.isEmpty() ? "any" : "'" + String.join(" ", values) + "'";
    }

    /** What comes where no value is expected: options, commands, files. */
    private String options(HelpPage page) {
        Stream<String> commands =
                page.command().isEmpty() ? help.commands().stream().map(HelpPage::command) : Stream.of();
        String words = Stream.concat(commands, page.options().stream().flatMap(option -> option.typed().stream()))
                .collect(Collectors.joining(" "));
        String files = page.takesFile() ? "\n          [ \"${cur#-}\" != \"$cur\" ] || _gangway_names -f" : "";
        return "        " + (page.command().isEmpty() ? "''" : page.command()) + ")\n          words='" + words
                + "'\n          _gangway_words" + files + "\n          ;;\n";
    }
}
