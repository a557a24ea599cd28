# bash completion for garland. Its tables are generated from the program's own commands.

# The words that can follow these commands, one a line.
_garland_words() {
  case $1 in
{{words}}
  esac
  case $1 in
    play) garland list 2>/dev/null | awk '{ print $1 == "*" ? $2 : $1 }' ;;
    token/revoke | token/rotate) garland token list 2>/dev/null | awk 'NR > 1 { print $1 }' ;;
  esac
}

# The values that an option can have, one a line.
_garland_values() {
  case $1 in
{{values}}
  esac
}

_garland() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} word path=''
  case $previous in
    {{fileOptions}})
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      compopt -o filenames
      return
      ;;
    {{valueOptions}})
      mapfile -t COMPREPLY < <(compgen -W "$(_garland_values "$previous")" -- "$current")
      return
      ;;
  esac
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case ' {{paths}} ' in
      *" ${path:+$path/}$word "*) path=${path:+$path/}$word ;;
    esac
  done
  mapfile -t COMPREPLY < <(compgen -W "$(_garland_words "$path")" -- "$current")
  case $path in
    check | certificate/use | token/inspect)
      mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$current")
      compopt -o filenames
      ;;
  esac
}

complete -F _garland garland
