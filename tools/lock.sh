#!/bin/sh
# Writes the locked requirements: exact versions with hashes and no addresses.
set -eu
cd "$(dirname "$0")/.."
lock() { uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --universal "$@"; }
lock pyproject.toml -o requirements/run.txt
lock pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
printf 'uv==%s\n' "$(uv --version | cut -d' ' -f2)" | lock - -o requirements/bootstrap.txt
