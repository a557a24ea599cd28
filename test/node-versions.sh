#!/bin/sh
# Runs `npm test` on other versions of Node, which come from npm: test/node-versions.sh 20.19 22 24 latest
set -eu
cd "$(dirname -- "$0")/.."
for version in "${@:?the versions of Node, such as 20.19 24 latest}"; do
  echo "# Node $version"
  npx --yes --package "node@$version" --call 'node --version && npm test'
done
