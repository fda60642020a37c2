#!/usr/bin/env bash
# Runs ansible-test sanity on an installed bundle with each given version of ansible-core. The ignore files are next to
# this script, not in the bundle, because Galaxy would print warnings about them at every import.
#   tests/sanity/run.sh BUNDLE 2.16 2.19
set -euo pipefail
bundle=$(realpath "$1")
shift

root=$(realpath "$(dirname "$0")/../..")
build=$root/build/sanity
python=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_CACHE_DIR="${PIP_CACHE_DIR:-$HOME/.cache/pip}"
# ansible-test keeps its environments in the home directory.
export HOME="$build/home"

# ansible-test would download a script from Ansible's server to install pip. Python's own pip is good enough, so only PyPI
# is needed.
mkdir -p "$HOME/.ansible/test/cache"
for version in 23_1_2 24_0 24_2; do
  printf 'import ensurepip\n\nensurepip.bootstrap()\n' > "$HOME/.ansible/test/cache/get_pip_$version.py"
done

# Outside of the checkout, because ansible-test skips files that git ignores.
collections=$(mktemp --directory)
trap 'rm -rf "$collections"' EXIT

for version in "$@"; do
  bin=$build/ansible-$version/bin
  # The same release that the other tests use.
  release=$(grep --no-filename --only-matching "\b$version\.[0-9]\+$" "$root/molecule/cores.txt" <(grep ^ansible-core== "$root/molecule/requirements.txt"))
  python3 -m venv "$build/ansible-$version"
  "$bin/pip" install --quiet "ansible-core==$release"
  ANSIBLE_COLLECTIONS_PATH=$collections "$bin/ansible-galaxy" collection install --force --no-deps "$bundle"
  cd "$collections/ansible_collections/release_train/pulp"
  mkdir -p tests/sanity
  cp "$root"/tests/sanity/ignore-*.txt tests/sanity/
  timeout 1200 "$bin/ansible-test" sanity --python "$python" --color no 2>&1 | tee "$build/$version.log"
  if grep -q 'All targets skipped' "$build/$version.log"; then
    exit 1
  fi
done
