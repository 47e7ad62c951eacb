# complete.zsh DIRECTORY LINE: prints what zsh offers after LINE, with the functions of DIRECTORY.
# A second zsh has a terminal and presses Tab.
zmodload zsh/zpty
export ZDOTDIR=$(mktemp -d) FUNCTIONS=$1 OFFERS=$(mktemp)
cat >$ZDOTDIR/.zshrc <<'END'
PS1=
fpath=($FUNCTIONS $fpath)
autoload -U compinit
compinit -D -u
# what the completion adds is written down, too
compadd() {
  if [[ " ${@[1,(i)(-|--)]} " != *' -'(O|A|D)' '* ]]; then
    local -a offers
    builtin compadd -O offers "$@"
    print -l -- $offers >>$OFFERS
  fi
  builtin compadd "$@"
}
press() {
  zle list-choices
  exit
}
zle -N press
bindkey '^I' press
END
zpty second zsh -d -i
zpty -w -n second "$2"$'\t'
while zpty -r second >/dev/null; do :; done
cat $OFFERS
rm -rf $ZDOTDIR $OFFERS
