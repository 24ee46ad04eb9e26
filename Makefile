# Everything a contributor does, by name. `make` lists the targets.

BUILD_FLAGS := --explicit-target-dependency-import-check error
PROGRAM     := oresundskraft-exporter
PORT        ?= 9877

# What the program is built with and needs at run time, what the tests run as peers, and what `make bench` compares with.
BUILD_PACKAGES := ca-certificates libcurl4-openssl-dev libsimdjson-dev libsnappy-dev libsqlite3-dev pkg-config tzdata zlib1g-dev
TEST_PACKAGES  := binutils chromium curl mandoc nginx-light openssl prometheus prometheus-alertmanager python3 python3-venv strace systemd util-linux victoria-metrics
BENCH_PACKAGES := curl nginx-light prometheus python3 wrk
# What makes the Debian package, and what tries it in a fresh root.
DEB_PACKAGES      := binutils chrpath dpkg-dev git lintian xz-utils
DEB_TEST_PACKAGES := curl debootstrap python3 python3-seccomp systemd

# Packages are installed by root, or with sudo.
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: help
help: ## List the targets.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 26

.PHONY: demo
demo: packages ## Build and run the exporter against a simulated utility.
	swift build --product $(PROGRAM)
	@exec "$$(swift build --show-bin-path)/$(PROGRAM)" demo --web.listen-address :$(PORT)

.PHONY: build
build: packages ## Build the program for production: .build/release/oresundskraft-exporter
	swift build -c release --static-swift-stdlib --product $(PROGRAM)
	@echo "Built $$(swift build -c release --show-bin-path)/$(PROGRAM)"

.PHONY: deb test-deb release
deb: build deb-packages ## Build the Debian package: .build/deb/
	rm -rf .build/deb
	scripts/build-deb.sh "$$(swift build -c release --show-bin-path)/$(PROGRAM)" .build/deb
	lintian --allow-root --fail-on error .build/deb/*.deb
test-deb: deb ## Install, run, upgrade, remove and purge the package in a fresh Debian root.
	@scripts/install-packages.sh "$(SUDO)" $(DEB_TEST_PACKAGES)
	$(SUDO) scripts/test-deb.sh .build/deb/*.deb
release: build deb-packages ## Make the package, a tarball and checksums of a commit: .build/publish/
	rm -rf .build/publish
	scripts/release.sh "$$(swift build -c release --show-bin-path)/$(PROGRAM)" .build/publish

.PHONY: test
# One test after the other: several hold real time limits, which two busy processors would miss.
test: packages test-packages ## Install what the tests need and run all of them.
	swift build --build-tests $(BUILD_FLAGS)
	scripts/run-tests.sh --skip-build --no-parallel $(BUILD_FLAGS)

# Each sanitizer has a build of its own. A leak test measures what a sanitizer itself would take, and is left out.
# Leaks at exit are looked for where C memory is owned by hand; elsewhere libraries and tests keep what they never free.
.PHONY: test-thread test-address
OWNS_C_MEMORY := CurlTests
SANITIZED     := GzipTests|EnergyAPITests|ReadingStoreTests|ExpositionTests|HTTPServerTests|SnapshotTests|^RemoteWriteTests
SANITIZE      := swift test --no-parallel --disable-xctest --skip LeakTests
test-thread: packages test-packages ## Run the tests of what threads share under ThreadSanitizer.
	TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/thread-sanitizer.txt \
	$(SANITIZE) --sanitize=thread --scratch-path .build/thread --filter '$(OWNS_C_MEMORY)|$(SANITIZED)'
test-address: packages test-packages ## Run the tests of what touches C memory under AddressSanitizer.
	LSAN_OPTIONS=suppressions=$(CURDIR)/Tests/Fixtures/peers/leaks-of-foundation.supp \
	$(SANITIZE) --sanitize=address --scratch-path .build/address --filter '$(OWNS_C_MEMORY)'
	ASAN_OPTIONS=detect_leaks=0 \
	$(SANITIZE) --sanitize=address --scratch-path .build/address --filter '$(SANITIZED)'

.PHONY: test-receivers test-all
test-receivers: packages test-packages ## Push into the Prometheus of a newer Debian (needs its mirror), by remote write 1.0 and 2.0.
	swift build --product $(PROGRAM)
	.build/test-venv/bin/python -B scripts/test-prometheus3.py "$$(swift build --show-bin-path)/$(PROGRAM)"
# What takes too long for `make test`, or needs more than this machine.
test-all: test-receivers

.PHONY: lint
lint: .build/test-venv/installed .build/lint-venv/installed ## Check format, style, links, the limits of the rooms, and generated files; changes nothing.
	@scripts/lint.sh .build/lint-venv .build/test-venv

.PHONY: format
format: .build/lint-venv/installed ## Put Swift, C, C++ and the order of Python's imports into the project's format.
	swift format --in-place --recursive --parallel Package.swift Benchmarks Plugins Sources Tests
	.build/lint-venv/bin/clang-format -i Sources/C*/*.c Sources/C*/*.cpp Sources/C*/*.h Sources/C*/include/*.h
	.build/lint-venv/bin/ruff check --fix --quiet

.PHONY: dashboards
dashboards: .build/test-venv/installed ## Write Grafana's dashboards from their sources.
	.build/test-venv/bin/python -B grafana/generate.py

.PHONY: golden
golden: ## Write the golden files anew; look at the difference before it is committed.
	UPDATE_GOLDEN=1 swift test --filter 'ExpositionTests|SnapshotTests|StatusPageTests'

.PHONY: sbom
sbom: packages .build/test-venv/installed ## List what the program is made of, with versions and licences: .build/sbom/
	swift package resolve
	.build/test-venv/bin/python -B scripts/sbom.py .build/sbom/$(PROGRAM).cdx.json
	@echo "Wrote .build/sbom/$(PROGRAM).cdx.json"

.PHONY: bench
bench: packages bench-packages build ## Measure speed and size; prints tables.
	Benchmarks/run.sh

.PHONY: soak
SOAK_SECONDS ?= 600
soak: build ## Watch the program's memory through polls, reloads, scrapes and pages, for ten minutes.
	python3 Benchmarks/soak.py "$$(swift build -c release --show-bin-path)/$(PROGRAM)" $(SOAK_SECONDS)

.PHONY: packages test-packages bench-packages deb-packages
packages:
	@scripts/install-packages.sh "$(SUDO)" $(BUILD_PACKAGES)
test-packages: .build/test-venv/installed
	@scripts/install-packages.sh "$(SUDO)" $(TEST_PACKAGES)
deb-packages:
	@scripts/install-packages.sh "$(SUDO)" $(DEB_PACKAGES)
bench-packages:
	@scripts/install-packages.sh "$(SUDO)" $(BENCH_PACKAGES)

# The parsers that the tests read our output with, and the linters.
.build/test-venv/installed: Tests/requirements.txt
.build/lint-venv/installed: scripts/lint-requirements.txt
.build/%-venv/installed:
	@scripts/install-packages.sh "$(SUDO)" python3 python3-venv
	python3 -m venv .build/$*-venv
	.build/$*-venv/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@
