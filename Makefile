# make demo    sets up, builds, and answers the first question on an embedded model (no network, no account)
# make test    sets up and passes all tests
# make man     writes the manual page to .build/explainer.1
# make authors builds and tries explainers of third parties in Swift, C, C++ and Rust
# make faults  kills workers, fills disks, takes memory away, …, and says what came of it (Docs/reliability.md)
# make install installs below PREFIX (/usr/local); make uninstall removes it; make dist, make deb: packages (Docs/install.md)
# make mutation tries 3,400 mutations of what is read, and plugins that misbehave (half an hour; QUICK=1: a minute)
.PHONY: demo test faults setup build lint mutation check-js bench record authors man reference install uninstall dist deb smoke fuzz sanitize

# 'make test CONFIGURATION=release SCRATCH=.build/release-tests' tests what the optimiser makes of it, in a folder of its own.
SCRATCH = .build
CONFIGURATION =
TESTED = --scratch-path "$(SCRATCH)" $(if $(CONFIGURATION),-c $(CONFIGURATION) -Xswiftc -enable-testing)
# What else the compiler is told where the program is built.
FLAGS =

PREFIX = /usr/local
DESTDIR =

demo: build
	.build/release/explainer run predictions --model demo-gpt2 --text " Heathrow airport is in the city of"

# (The package manager copies folders of resources once and does not notice what changes in them later.)
test: setup
	rm -rf $(SCRATCH)/*/$(or $(CONFIGURATION),debug)/explainer_Distribution.resources
	swift build --build-tests $(TESTED)
	Tests/run.sh "$(SCRATCH)/$(or $(CONFIGURATION),debug)"

build: setup
	rm -rf .build/*/release/explainer_Distribution.resources
	swift build -c release $(FLAGS)
	@git describe --always --abbrev=12 --exclude='*' --dirty=' with changes' 2>/dev/null | sed 's/^/commit /' \
	  >.build/release/explainer.commit || true

# SEED=S tries others; of each fault the smallest case is in .build/mutation.
mutation: build
	python3 Tests/Mutation/run.py .build/release $(if $(QUICK),--quick) $(if $(SEED),--seed $(SEED))

# The page for man, as 'make install' puts it into share/man/man1.
man: build
	.build/release/explainer __manual >.build/explainer.1

# The author's road in every language, from an installed program: needs make, a C and C++ compiler, and cargo.
authors: build
	Tests/Authors/run.sh .build/release

# Best as root, with a C compiler and patchelf: what cannot be tried is said.
faults: build
	python3 Tests/Faults/run.py .build/release

lint:
	swift format lint --strict --recursive Package.swift Sources Plugins Tests

# The scripts of pages: types and style. Needs node-typescript and eslint.
check-js:
	Tests/JavaScript/run.sh

# Process start to printed answer, stage by stage. MODEL=DIR adds a checkpoint, REFERENCE=PYTHON compares, with BART=DIR
# a BART too (MODEL is then a BERT).
bench: build
	python3 Tests/Performance/cold_start.py $(if $(MODEL),--model "$(MODEL)") $(if $(REFERENCE),--reference "$(REFERENCE)")
	python3 Tests/Performance/products.py
	python3 Tests/Performance/session.py $(if $(MODEL),--model demo-gpt2 --model "$(MODEL)")
	python3 Tests/Performance/walls.py
	$(if $(MODEL),$(if $(REFERENCE),python3 Tests/Performance/activations.py --model "$(MODEL)" --reference "$(REFERENCE)"))
	$(if $(BART),$(if $(REFERENCE),python3 Tests/Performance/attention.py --bert "$(MODEL)" --bart "$(BART)" --reference "$(REFERENCE)"))

# Arbitrary bytes for whatever reads what comes from outside, SECONDS for each target.
SECONDS = 60
fuzz: setup
	Tests/Fuzzing/run.py --seconds $(SECONDS)

# The test suite under each sanitizer.
sanitize: setup
	Tests/Sanitizers/run.sh address
	Tests/Sanitizers/run.sh undefined
	Tests/Sanitizers/run.sh thread --pure

# Writes registry.json and the recorded texts that tests compare with.
record: setup
	swift build --build-tests
	EXPLAINER_RECORD=1 swift test --skip-build

# The reference documentation of all public modules, from their doc comments, as a static site in .build/reference.
reference: setup
	swift build
	.ci/reference .build/debug .build/reference

# Built first where the compiler is on the path; 'sudo make install', which has another path, installs what was built.
# patchelf is needed.
install:
	$(if $(shell command -v swift),$(MAKE) --no-print-directory build)
	sh Sources/Packaging/install.sh .build/release "$(DESTDIR)$(PREFIX)"

uninstall:
	sh Sources/Packaging/uninstall.sh "$(DESTDIR)$(PREFIX)"

# The release archive and the Debian package, in .build/dist.
dist: build
	sh Sources/Packaging/archive.sh .build/release .build/dist

deb: build
	sh Sources/Packaging/debian.sh .build/release .build/dist

# Installs the build in every way there is and tries what was installed; all of it only as root, with debootstrap.
smoke: build
	Tests/Install/run.sh .build/release
