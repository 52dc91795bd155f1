/// The shells that completions are made for.
enum CompletionShell: String, CaseIterable {
  case bash, zsh, fish

  /// The script that a shell reads once; whatever is completed, it asks the program that is being typed.
  var script: String {
    switch self {
    case .bash: Self.bashScript
    case .zsh: Self.zshScript
    case .fish: Self.fishScript
    }
  }

  /// Bash cuts words at `=`, and keeps the quotation marks; it shows paths itself where nothing is offered.
  private static let bashScript = #"""
    # Completions of explainer for bash, which ask the program itself: they know what is installed now.
    # To use them here:   source <(explainer completions bash)
    # always:             explainer completions bash > ~/.local/share/bash-completion/completions/explainer
    _explainer() {
      local program=${1/#\~\//$HOME/} line word ending
      local -a lines=() found=()
      COMPREPLY=()
      mapfile -t lines < <("$program" __complete bash -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
      case ${lines[0]-} in
        words)
          for line in "${lines[@]:1}"; do
            word=${line%%$'\t'*}
            if [[ $word == *[!A-Za-z0-9_./,@%+=:-]* && ${COMP_WORDS[COMP_CWORD]} != [\"\']* ]]; then
              printf -v word %q "$word"
            fi
            COMPREPLY+=("$word")
          done
          compopt -o nosort 2>/dev/null
          [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[/=,.] ]] && compopt -o nospace
          ;;
        folders) compopt -o dirnames ;;
        files*)
          local -a endings
          read -ra endings <<<"${lines[0]#files}"
          # What is quoted, or begins with ~, and what has no fitting file: as bash completes any file.
          if [[ ${#endings[@]} -gt 0 && $2 != *[\\\"\'\$]* && $2 != \~* ]]; then
            mapfile -t found < <(compgen -f -- "$2")
            for word in "${found[@]}"; do
              if [[ -d $word ]]; then COMPREPLY+=("$word"); continue; fi
              for ending in "${endings[@]}"; do
                [[ $word == *."$ending" ]] && COMPREPLY+=("$word")
              done
            done
            compopt -o filenames
          fi
          [[ ${#COMPREPLY[@]} -eq 0 ]] && compopt -o default
          ;;
      esac
      return 0
    }
    complete -F _explainer explainer
    """#

  private static let zshScript = #"""
    #compdef explainer
    # Completions of explainer for zsh, which ask the program itself: they know what is installed now.
    # To use them here:   source <(explainer completions zsh)
    # always:             explainer completions zsh > ~/.zfunc/_explainer   (with ~/.zfunc in $fpath before compinit)
    _explainer() {
      local program=${(Q)${~words[1]}} line word meaning
      local -a lines before closed open
      before=("${(@Q)words[2,CURRENT-1]}")
      (( CURRENT > 2 )) || before=()
      lines=("${(@f)$("$program" __complete zsh -- "${before[@]}" "${(Q)PREFIX}" 2>/dev/null)}")
      [[ $PREFIX == --*=* ]] && compset -P '--*='
      case $lines[1] in
        words)
          for line in "${(@)lines[2,-1]}"; do
            word=${line%%$'\t'*} meaning=${line#*$'\t'}
            word=${word//\\/\\\\} word=${word//:/\\:}
            [[ -n $meaning ]] && meaning=":$meaning"
            if [[ $word == *[/=,.] ]]; then open+=("$word$meaning"); else closed+=("$word$meaning"); fi
          done
          local -i result=1
          (( $#closed )) && _describe -V 'explainer' closed && result=0
          (( $#open )) && _describe -V 'explainer' open -S '' && result=0
          return result
          ;;
        folders) _files -/ ;;
        files) _files ;;
        files\ *) _files -g "*.(${${lines[1]#files }// /|})(-.)" ;;
        none\ ?*) _message -r "${lines[1]#none }" ;;
      esac
    }
    if [[ ${funcstack[1]} == _explainer ]]; then
      _explainer "$@"
    else
      compdef _explainer explainer
    fi
    """#

  private static let fishScript = #"""
    # Completions of explainer for fish, which ask the program itself: they know what is installed now.
    # To use them here:   explainer completions fish | source
    # always:             explainer completions fish > ~/.config/fish/completions/explainer.fish
    function __explainer_complete
      set -l before (commandline -opc)
      set -l current (string unescape -- (commandline -ct) 2>/dev/null)
      set -l program (string replace -r '^~/' "$HOME/" -- $before[1])
      set -l lines ($program __complete fish -- $before[2..-1] "$current" 2>/dev/null)
      set -l attached (string match -r -- '^--[^=]+=' "$current")
      set -q attached[1]; or set attached ''
      switch "$lines[1]"
        case words
          for line in $lines[2..-1]
            echo -- $attached$line
          end
        case folders
          for path in (__fish_complete_directories (string replace -r -- '^--[^=]+=' '' "$current"))
            echo -- $attached$path
          end
        case files 'files *'
          set -l paths (__fish_complete_path (string replace -r -- '^--[^=]+=' '' "$current"))
          set -l endings (string split ' ' -- $lines[1])[2..-1]
          set -l fitting
          if set -q endings[1]
            set fitting (string match -r -- '^[^\t]*(?:/|\.(?:'(string join '|' -- $endings)'))(?:\t.*)?$' $paths)
          end
          set -q fitting[1]; or set fitting $paths
          for path in $fitting
            echo -- $attached$path
          end
      end
    end
    complete -c explainer -f -k -a '(__explainer_complete)'
    """#
}
