/// What the manual tells beyond the commands: variables, files, examples.
enum ManualFacts {
  static let description = """
    explainer shows what happened inside a language model: what each layer would have predicted, at which rank it saw a \
    token, what attends to what, which neurons fire together. It loads Hugging Face checkpoints and runs them natively, \
    without Python or account, and without a network once a model is here, and writes what it finds to the terminal, as one self-contained interactive HTML \
    file, as SVG, or as JSON.
    What it shows is computed by explainers, small shared libraries that anybody can write. They run in a process of their \
    own, behind walls that the kernel holds, and a crash, a hang or memory without end is theirs alone.
    Without arguments explainer says what can be done next on this machine.
    """

  /// How options are written.
  static let options = """
    Every command has --help. --NAME VALUE and --NAME=VALUE are the same, as are - and _ within a name; so are -o VALUE and \
    -o=VALUE. Options may stand before and after a command's words; the parameters of an entry point follow its name. \
    What stands behind an option that takes a value is its value, a negative number or a text that begins with a dash too; \
    where it is an option of the command itself, only texts take it, and --NAME=VALUE says that it is meant. Switches stand \
    by themselves, and --NAME=false takes one back. After -- nothing is an option. What may be given once only is refused when it is given twice.
    """

  /// The folder of documents, where `PREFIX/bin/explainer` is the program.
  static let documents = "PREFIX/share/doc/explainer/Docs"

  /// The variables of the environment that count, and what for.
  static let variables: [(name: String, meaning: String)] = [
    (
      "EXPLAINER_REGISTRY",
      "Registries to read besides the program's own and yours, separated by colons; later ones hide earlier ones."
    ),
    ("XDG_CONFIG_HOME", "Where your registry lies, in explainer/registry.json; without it ~/.config."),
    (
      "XDG_CACHE_HOME",
      "Where chains keep answers, in explainer/results, and the Hugging Face cache lies; without it ~/.cache."
    ),
    (
      "HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME",
      "The Hugging Face cache, or (HF_HOME) the folder whose hub it is; the first that is set counts."
    ),
    ("HF_ENDPOINT", "The Hub that models are fetched from; without it https://huggingface.co."),
    (
      "HF_TOKEN, HUGGING_FACE_HUB_TOKEN, HF_TOKEN_PATH",
      "Who you are at the Hub, or the file that says so; the first that is set counts."
    ),
    ("HF_HUB_OFFLINE, TRANSFORMERS_OFFLINE", "Where the first that is set is 1, nothing is fetched."),
    ("HF_HUB_DOWNLOAD_TIMEOUT, HF_HUB_ETAG_TIMEOUT", "How long the Hub may be silent, in seconds."),
    ("HTTPS_PROXY, ALL_PROXY, NO_PROXY", "The proxy on the way to the Hub, as curl reads them."),
    (
      "SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE",
      "The certificates the Hub is checked against; without them the system's."
    ),
    ("HOME", "The start of all of these where they are not set."),
    ("TMPDIR", "Where scratch folders and the pages of --open are made; without it /tmp."),
    ("NO_COLOR", "Where it is set and not empty, nothing is coloured."),
    ("CLICOLOR_FORCE", "Where it is set and not 0, there is colour even where no terminal is."),
    (
      "TERM, COLORTERM, COLORFGBG, COLUMNS",
      "What the terminal can show: how many colours, on light or dark, how wide."
    ),
    ("DISPLAY, WAYLAND_DISPLAY, BROWSER", "Where none is set there is no browser to open pages in."),
    ("PATH", "Where xdg-open is looked for."),
    ("EXPLAINER_THREADS", "How many cores a worker computes on; else OMP_NUM_THREADS, else all it may use."),
    ("LD_LIBRARY_PATH", "Folders that workers may read, since the system loads libraries from there."),
    ("SWIFT_BACKTRACE", "As the Swift runtime reads it; without it workers write no backtraces."),
  ]

  /// Files and folders, and what they hold.
  static let files: [(name: String, meaning: String)] = [
    (
      "~/.config/explainer/registry.json", "The explainers you have installed; beside it lie their libraries."
    ),
    (
      "~/.cache/explainer/results",
      "Answers that chains have kept, for --resume; it may be deleted at any time."
    ),
    (
      "~/.cache/explainer/libraries.json",
      "Which content libraries have, so that they need not be read for every call; it may be deleted at any time."
    ),
    ("~/.cache/huggingface/hub", "The Hugging Face cache, which transformers uses too."),
    ("NAME-VERSION.explainer", "A package: library, documentation, licence, sources."),
    (
      "PREFIX/share/explainer",
      "The program's own registry and models, where PREFIX/bin/explainer is the program."
    ),
  ]

  /// Commands to try, all of which work on the models that come with the program.
  static let examples: [(aim: String, command: String)] = [
    (
      "What would each layer predict next, if it were the last?",
      #"explainer run predictions --model demo-gpt2 --text " Heathrow airport is in the city of""#
    ),
    (
      "At which rank does each layer see two candidates?",
      #"explainer run rankings --model demo-gpt2 --text "The keys to the cabinet" --watch " is" --watch " are""#
    ),
    (
      "Which neurons fire together over a text, as a page to explore?",
      #"explainer run activations --model demo-bert --text "The cat sat on the mat; the dog lay on the rug." -o factors.html"#
    ),
    (
      "What attends to what? The page is opened in the browser.",
      #"explainer run attention_head_view --model demo-bert --text "The cat sat on the mat" -o head.html --open"#
    ),
    (
      "The same model and text, asked twice in a pipe:",
      #"explainer run predictions --model demo-gpt2 --text "The keys" --format json | explainer run rankings --from -"#
    ),
    (
      "What a forward pass held, for a program of your own:",
      "explainer trace --model demo-gpt2 --text \"The keys\" --sites 'layers.*.residual.post,logits' -o trace.safetensors"
    ),
    (
      "How much of it is left without one head?",
      #"explainer trace --model demo-gpt2 --text "The keys" --sites logits --edit 'layers.5.attention.mixed heads=6 set=0' -o without.safetensors"#
    ),
  ]
}
