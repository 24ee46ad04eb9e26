#!/bin/sh
# Lints everything that people write, each language with its own linter, and changes nothing: lint.sh VENV...
# The virtual environments hold the linters and the dashboards' generator; `make lint` makes them. The last one is searched first.
set -eu
cd "$(dirname "$0")/.."
for venv in "$@"; do PATH="$PWD/$venv/bin:$PATH"; done

files() { git ls-files --cached --others --exclude-standard -- "$@" | while read -r file; do [ ! -e "$file" ] || echo "$file"; done; }

echo "Swift"
swift format lint --strict --recursive --parallel Package.swift Benchmarks Plugins Sources Tests
echo "C and C++"
files 'Sources/*.cpp' 'Sources/*.c' 'Sources/*.h' | xargs clang-format --dry-run --Werror
echo "Python"
ruff check --quiet
ruff format --quiet --check
echo "Shell"
{ files '*.sh' .ci/run && grep -lE '^#!/bin/(ba)?sh' -r deploy; } | sort -u | xargs shellcheck
echo "YAML"
files '*.yml' '*.yaml' | xargs yamllint --strict --config-file .yamllint.yml
echo "Dockerfiles"
files '*Dockerfile' | xargs hadolint --config .hadolint.yaml
echo "Workflows"
files '.github/workflows/*' | xargs actionlint
zizmor --offline --quiet .github
echo "Comments and names"
scripts/check-comments.py
echo "Links"
scripts/check-links.py
echo "Dashboards"
python -B grafana/generate.py --check
echo "Limits"
scripts/check-limits.py
