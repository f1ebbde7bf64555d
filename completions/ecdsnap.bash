# bash completion for ecdsnap and ecdsnapd. Install as /usr/share/bash-completion/completions/ecdsnap, with a link
# ecdsnapd beside it. What may stand where, and the names of policies, sites and desktops, are asked of
# `ecdsnap complete`: by its own table of options, the running daemon or the configuration. Nothing is known twice.

# Files and folders that begin with $1, as bash has them.
_ecdsnap_paths() {
  local found
  compopt -o filenames 2>/dev/null
  while IFS= read -r found; do COMPREPLY+=("$found"); done < <(compgen "$2" -- "$1")
}

_ecdsnap() {
  local program=$1 word description typed=${COMP_WORDS[COMP_CWORD]}
  [ "$typed" = = ] && typed=
  COMPREPLY=()
  while IFS=$'\t' read -r word description; do
    case $word in
      :files) _ecdsnap_paths "$typed" -f ;;
      :folders) _ecdsnap_paths "$typed" -d ;;
      *) COMPREPLY+=("$word") ;;
    esac
  done < <("${program/#\~/$HOME}" complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null </dev/null)
}

# Five options; the names of policies come from ecdsnap.
_ecdsnapd() {
  local typed=$2 before=$3 i config=()
  COMPREPLY=()
  for ((i = 1; i + 1 < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in -c | --config) config=(--config "${COMP_WORDS[i + 1]}") ;; esac
  done
  case $before in
    -c | --config) _ecdsnap_paths "$typed" -f ;;
    --once)
      local word description
      while IFS=$'\t' read -r word description; do COMPREPLY+=("$word"); done \
        < <(ecdsnap complete "${config[@]}" show "$typed" 2>/dev/null </dev/null)
      ;;
    *) mapfile -t COMPREPLY < <(compgen -W '--help --config --check --json --once --version' -- "$typed") ;;
  esac
}

complete -F _ecdsnap ecdsnap
complete -F _ecdsnapd ecdsnapd
