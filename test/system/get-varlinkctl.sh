#!/bin/sh
# Prints the path of a varlinkctl that runs here. Where the system has none, it takes Debian 13's from the Debian mirror
# that this machine's apt already uses, and unpacks it below .cache: apt's own configuration, lists and package database
# stay as they are, and nothing is installed.
set -eu

SUITE=trixie
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
CACHE=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)/.cache/varlinkctl

fail() {
  echo "get-varlinkctl: $*" >&2
  exit 1
}

runs() {
  "$1" --version >/dev/null 2>&1
}

if command -v varlinkctl >/dev/null && runs varlinkctl; then
  command -v varlinkctl
  exit
fi

if runs "$CACHE/varlinkctl"; then
  echo "$CACHE/varlinkctl"
  exit
fi

for tool in apt-get apt-cache dpkg dpkg-deb; do
  command -v "$tool" >/dev/null ||
    fail "there is no $tool here. Install systemd 255 or newer (it brings varlinkctl), or set GARLAND_VARLINKCTL to one."
done
[ -r "$KEYRING" ] || fail "$KEYRING is missing: install debian-archive-keyring, so that apt can check signatures."

MIRROR=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m 1 -E '/debian/?$') ||
  fail "apt uses no Debian mirror here (no source whose address ends in /debian)."
ARCH=$(dpkg --print-architecture)

# Everything is made beside the cache and moved there when it runs, so an interrupted attempt leaves nothing half done.
mkdir -p "$(dirname "$CACHE")"
WORK=$(mktemp -d "$CACHE.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
trap 'exit 1' HUP INT TERM
chmod 755 "$WORK"
mkdir -p "$WORK/apt/lists/partial" "$WORK/apt/cache/archives/partial" "$WORK/debs" "$WORK/tree"
: >"$WORK/apt/status"
echo "deb [arch=$ARCH signed-by=$KEYRING] $MIRROR $SUITE main" >"$WORK/apt/sources.list"

private() {
  command=$1
  shift
  "$command" -q \
    -o Dir::Etc::SourceList="$WORK/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
    -o Dir::State="$WORK/apt" -o Dir::State::Lists="$WORK/apt/lists" -o Dir::State::status="$WORK/apt/status" \
    -o Dir::Cache="$WORK/apt/cache" -o Acquire::Languages=none -o APT::Architecture="$ARCH" \
    -o APT::Sandbox::User="$(id -un)" -o APT::Update::Error-Mode=any \
    "$@"
}

echo "get-varlinkctl: reading the package list of $SUITE from $MIRROR" >&2
private apt-get update >"$WORK/log" 2>&1 || {
  cat "$WORK/log" >&2
  fail "the package list can't be read."
}

# The program itself, and all that its own library needs; not what the package `systemd` needs beside it.
PACKAGES="systemd $(private apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks \
  --no-replaces --no-enhances libsystemd-shared | grep '^[a-z0-9]' | sort -u)"

echo "get-varlinkctl: downloading $(echo "$PACKAGES" | wc -w) packages" >&2
# shellcheck disable=SC2086 # one word a package
(cd "$WORK/debs" && private apt-get download $PACKAGES) >"$WORK/log" 2>&1 || {
  cat "$WORK/log" >&2
  fail "a package can't be downloaded."
}
for package in "$WORK"/debs/*.deb; do
  dpkg-deb -x "$package" "$WORK/tree"
done

LOADER=$(cd "$WORK/tree" && find . -path './usr/lib*/ld-linux*.so.*' -o -path './lib*/ld-linux*.so.*' | head -n 1)
LIBRARIES=$(cd "$WORK/tree" && dirname "$(find . -name 'libc.so.6' | head -n 1)")
[ -n "$LOADER" ] && [ "$LIBRARIES" != . ] || fail "the unpacked packages hold no dynamic loader for $ARCH."

cat >"$WORK/varlinkctl" <<WRAPPER
#!/bin/sh
tree=\$(dirname -- "\$0")/tree
exec "\$tree/$LOADER" --library-path "\$tree/$LIBRARIES:\$tree/$LIBRARIES/systemd" "\$tree/usr/bin/varlinkctl" "\$@"
WRAPPER
chmod 755 "$WORK/varlinkctl"
rm -rf "$WORK/apt" "$WORK/debs" "$WORK/log"
"$WORK/varlinkctl" --version >/dev/null || fail "the unpacked varlinkctl does not run here."

rm -rf "$CACHE"
mv -T "$WORK" "$CACHE" 2>/dev/null || runs "$CACHE/varlinkctl" || fail "$CACHE can't be written."
echo "$CACHE/varlinkctl"
