# fish completion for ecdsnap and ecdsnapd. Install as /usr/share/fish/vendor_completions.d/ecdsnap.fish, with a link
# ecdsnapd.fish beside it. What may stand where, and the names of policies, sites and desktops, are asked of
# `ecdsnap complete`.

function __ecdsnap_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    for line in ($words[1] complete $words[2..-1] "$typed" 2>/dev/null </dev/null)
        switch $line
            case :files
                __fish_complete_path "$typed"
            case :folders
                __fish_complete_directories "$typed"
            case '*'
                echo $line
        end
    end
end

complete -c ecdsnap -f -a '(__ecdsnap_complete)'

complete -c ecdsnapd -f
complete -c ecdsnapd -l help -s h -d 'print this help message and exit'
complete -c ecdsnapd -l config -s c -r -F -d 'the main configuration file'
complete -c ecdsnapd -l check -d 'read the configuration, name every problem, and exit'
complete -c ecdsnapd -l json -d 'with --check: the problems as JSON'
complete -c ecdsnapd -l once -x -a '(ecdsnap complete show "" 2>/dev/null </dev/null)' -d 'run one slot of this policy now, and exit'
complete -c ecdsnapd -l version -d 'show the version and exit'
