# The contributor's commands. `make` lists the targets.

BUILD_FLAGS := --explicit-target-dependency-import-check error
PROGRAM     := oresundskraft-exporter
PORT        ?= 9877

# Packages for the build and at run time, for the tests' peers, and for the comparisons of `make bench`.
BUILD_PACKAGES := ca-certificates libcurl4-openssl-dev libsimdjson-dev libsnappy-dev libsqlite3-dev pkg-config tzdata zlib1g-dev
TEST_PACKAGES  := binutils chromium curl jsonnet mandoc nginx-light openssl prometheus prometheus-alertmanager python3 python3-venv strace systemd util-linux victoria-metrics
BENCH_PACKAGES := curl nginx-light prometheus python3 wrk
# Packages that build ours, and that try them in fresh roots.
PACKAGE_PACKAGES := binutils chrpath dpkg-dev git lintian xz-utils
ROOT_PACKAGES    := binutils buildah cpio curl debootstrap gnupg iproute2 podman python3 python3-seccomp reprepro rpm runc systemd

# Packages are installed as root, or with sudo.
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

# Targets list what they need in the order in which it is made.
.NOTPARALLEL:

.PHONY: help
help: ## List the targets.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 26

.PHONY: setup
setup: check-swift ## Install the system packages that a build needs (Debian, Ubuntu).
	@scripts/install-packages.sh "$(SUDO)" $(BUILD_PACKAGES)

.PHONY: demo
demo: setup ## Build and run the exporter against a simulated utility.
	@echo "Building, which takes some minutes the first time."
	swift build --product $(PROGRAM)
	@exec "$$(swift build --show-bin-path)/$(PROGRAM)" demo --web.listen-address 127.0.0.1:$(PORT)

.PHONY: build
# Everything except glibc and libcurl is linked in, so that the program runs on other systems too: docs/decisions/0030.
build: check-swift ## Build the program for production, and install nothing: .build/release/oresundskraft-exporter
	@scripts/install-packages.sh --check $(BUILD_PACKAGES)
	flags=$$(scripts/static-libraries.sh .build/static) && swift build -c release --static-swift-stdlib --product $(PROGRAM) $$flags
	@echo "Built $$(swift build -c release --show-bin-path)/$(PROGRAM)"

.PHONY: deb rpm apt test-deb release test-roots
built = "$$(swift build -c release --show-bin-path)/$(PROGRAM)"
deb: setup package-packages build ## Build the Debian package: .build/deb/
	rm -rf .build/deb
	scripts/build-deb.sh $(built) .build/deb
	lintian --allow-root --fail-on error .build/deb/*.deb
rpm: setup package-packages build .build/test-venv/installed ## Build the package for RHEL and its kin: .build/rpm/
	rm -rf .build/rpm
	scripts/build-rpm.sh $(built) .build/rpm
apt: deb ## Write a signed apt repository: .build/apt/, with the GnuPG key that APT_KEY names.
	@scripts/install-packages.sh "$(SUDO)" gnupg reprepro
	scripts/build-apt.sh .build/apt .build/deb/*.deb
test-deb: deb root-packages ## Install, run, upgrade, remove and purge the package in fresh roots of Debian 12 and 13.
	for release in bookworm trixie; do $(SUDO) scripts/roots/test-deb.sh .build/deb/*.deb $$release || exit 1; done
release: setup package-packages build .build/test-venv/installed ## Make all that is published of a commit: .build/publish/
	rm -rf .build/publish
	scripts/release.sh $(built) .build/publish
test-roots: root-packages .build/test-venv/installed ## Try what is in .build/publish/ in fresh roots and as a container.
	$(SUDO) scripts/test-all.sh .build/publish

.PHONY: test
# One test at a time: several have real time limits, which parallel tests on a small machine would miss.
test: setup test-packages ## Install what the tests need and run all of them.
	swift build --build-tests $(BUILD_FLAGS)
	scripts/run-tests.sh --skip-build --no-parallel $(BUILD_FLAGS)

# Each sanitizer has its own build. LeakTests measure memory that a sanitizer itself takes, so they are left out.
# Leaks at exit are searched only in targets that own C memory; elsewhere libraries and tests keep memory that they never free.
.PHONY: test-thread test-address
OWNS_C_MEMORY := CurlTests
SANITIZED     := GzipTests|EnergyAPITests|ReadingStoreTests|ExpositionTests|HTTPServerTests|SnapshotTests|^RemoteWriteTests
SANITIZE      := swift test --no-parallel --disable-xctest --skip LeakTests
test-thread: setup test-packages ## Run the tests of what threads share under ThreadSanitizer.
	TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/thread-sanitizer.txt \
	$(SANITIZE) --sanitize=thread --scratch-path .build/thread --filter '$(OWNS_C_MEMORY)|$(SANITIZED)'
test-address: setup test-packages ## Run the tests of what touches C memory under AddressSanitizer.
	LSAN_OPTIONS=suppressions=$(CURDIR)/Tests/Fixtures/peers/leaks-of-foundation.supp \
	$(SANITIZE) --sanitize=address --scratch-path .build/address --filter '$(OWNS_C_MEMORY)'
	ASAN_OPTIONS=detect_leaks=0 \
	$(SANITIZE) --sanitize=address --scratch-path .build/address --filter '$(SANITIZED)'

.PHONY: test-receivers test-all
test-receivers: setup test-packages ## Push into the Prometheus of a newer Debian (needs its mirror), by remote write 1.0 and 2.0.
	swift build --product $(PROGRAM)
	.build/test-venv/bin/python -B scripts/test-prometheus3.py "$$(swift build --show-bin-path)/$(PROGRAM)"
test-all: ## What takes too long for `make test`, or needs a mirror: both sanitizers, a release and its trial, other receivers.
	$(MAKE) test-thread
	$(MAKE) test-address
	$(MAKE) release
	$(MAKE) test-roots
	$(MAKE) test-receivers

.PHONY: lint
lint: .build/test-venv/installed .build/lint-venv/installed ## Check format, style, links, the limits of the targets, and generated files; changes nothing.
	@scripts/lint.sh .build/lint-venv .build/test-venv

.PHONY: format
format: .build/lint-venv/installed ## Put Swift, C, C++ and Python into the project's format.
	swift format --in-place --recursive --parallel Package.swift Benchmarks Plugins Sources Tests
	.build/lint-venv/bin/clang-format -i Sources/C*/*.c Sources/C*/*.cpp Sources/C*/*.h Sources/C*/include/*.h
	.build/lint-venv/bin/ruff check --fix --quiet
	.build/lint-venv/bin/ruff format --quiet

.PHONY: dashboards pictures
pictures: packages test-packages ## Draw the status page and the dashboards of a simulated utility: docs/images, grafana/pictures.
	swift build --product $(PROGRAM)
	.build/test-venv/bin/python -B scripts/draw-status-page.py "$$(swift build --show-bin-path)/$(PROGRAM)"
	.build/test-venv/bin/python -B grafana/pictures.py "$$(swift build --show-bin-path)/$(PROGRAM)"
dashboards: .build/test-venv/installed ## Write Grafana's dashboards from their sources.
	.build/test-venv/bin/python -B grafana/generate.py

.PHONY: golden
golden: ## Write the golden files anew; look at the difference before it is committed.
	UPDATE_GOLDEN=1 swift test --filter 'ExpositionTests|SnapshotTests|StatusPageTests'

.PHONY: sbom
sbom: setup .build/test-venv/installed ## List what the program is made of, with versions and licences: .build/sbom/
	swift package resolve
	.build/test-venv/bin/python -B scripts/sbom.py .build/sbom/$(PROGRAM).cdx.json
	@echo "Wrote .build/sbom/$(PROGRAM).cdx.json"

.PHONY: bench
bench: setup bench-packages build ## Measure speed and size; prints tables.
	Benchmarks/run.sh

.PHONY: soak
SOAK_SECONDS ?= 600
soak: setup build ## Watch the program's memory through polls, reloads, scrapes and pages, for ten minutes.
	python3 Benchmarks/soak.py "$$(swift build -c release --show-bin-path)/$(PROGRAM)" $(SOAK_SECONDS)

.PHONY: check-swift test-packages bench-packages package-packages root-packages
check-swift:
	@scripts/check-swift.sh
test-packages: .build/test-venv/installed
	@scripts/install-packages.sh "$(SUDO)" $(TEST_PACKAGES)
package-packages:
	@scripts/install-packages.sh "$(SUDO)" $(PACKAGE_PACKAGES)
root-packages:
	@scripts/install-packages.sh "$(SUDO)" $(ROOT_PACKAGES)
bench-packages:
	@scripts/install-packages.sh "$(SUDO)" $(BENCH_PACKAGES)

# Virtual environments: the parsers with which the tests read our output, and the linters.
.build/test-venv/installed: Tests/requirements.txt
.build/lint-venv/installed: scripts/lint-requirements.txt
.build/%-venv/installed:
	@scripts/install-packages.sh "$(SUDO)" python3 python3-venv
	python3 -m venv .build/$*-venv
	.build/$*-venv/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@
