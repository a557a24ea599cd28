#!/bin/sh
# Makes what a Raspberry Pi Zero W has, below .cache/armv6: Debian's Node for armel, the LED addon and the hardware's model
# compiled for ARMv6. Prints the folder. Nothing is installed; the packages come from the Debian mirror that apt uses here.
set -eu

SUITE=trixie
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
OUT=$ROOT/.cache/armv6
LOG=$OUT/mmdebstrap.log
# Where the tree's packages come from; said at every run.
ORIGIN=$OUT/origin
TREE=$OUT/tree
ADDON=$ROOT/node_modules/rpi-ws281x-native
CC=arm-linux-gnueabi-gcc
CXX=arm-linux-gnueabi-g++
# The processor of a Pi Zero W; Debian's armel has no floating point in its calls.
FLAGS="-march=armv6 -marm -O2 -fPIC -w -D_FILE_OFFSET_BITS=64"

for tool in mmdebstrap curl qemu-arm-static $CXX; do
  command -v "$tool" >/dev/null || {
    echo "test/armv6: there is no $tool. On Debian: apt-get install mmdebstrap curl qemu-user-static g++-arm-linux-gnueabi" >&2
    exit 1
  }
done

MIRROR=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m 1 -E '/debian/?$')

# The packages in Debian's signed lists of today.
unpack_newest() {
  mmdebstrap --variant=extract --architectures=armel --include=nodejs,libnode-dev "$SUITE" "$1" "$MIRROR" >"$LOG" 2>&1
}

# apt's own errors name the packages; mmdebstrap's last line does not.
print_reason() {
  grep -E '^ *(E:|Err:|W: Failed|404)' "$LOG" | sort -u | head -n 12 | sed 's/^/    /' >&2
  echo "  (the whole log: $LOG)" >&2
}

# The packages that are recorded beside this file. A mirror can lack, for days, files of armel that its list names already.
unpack_recorded() {
  mkdir -p "$1" "$OUT/debs"
  grep -v '^#' "$ROOT/test/armv6/packages.sha256" | while read -r sum path; do
    deb=$OUT/debs/${path##*/}
    url=$(dirname "${MIRROR%/}")/$(echo "$path" | sed 's/+/%2b/g; s/~/%7e/g')
    curl --silent --location --fail --retry 3 --output "$deb" "$url" || {
      echo "test/armv6: $url could not be had, either" >&2
      exit 1
    }
    echo "$sum  $deb" | sha256sum --check --quiet >&2
    dpkg-deb --extract "$deb" "$1"
  done
}

if [ ! -x "$TREE/usr/bin/node" ]; then
  mkdir -p "$OUT"
  echo "test/armv6: unpacking Node of Debian $SUITE for armel" >&2
  # A tree that is half unpacked never gets the tree's name.
  rm -rf "$TREE" "$TREE.part"
  if unpack_newest "$TREE.part"; then
    echo "today's packages of Debian $SUITE" >"$ORIGIN"
  else
    echo "test/armv6: mmdebstrap could not unpack today's packages of $MIRROR:" >&2
    print_reason
    echo "test/armv6: taking the older packages that test/armv6/packages.sha256 records instead" >&2
    rm -rf "$TREE.part"
    unpack_recorded "$TREE.part"
    echo "the packages that test/armv6/packages.sha256 records, because today's could not be unpacked ($LOG)" >"$ORIGIN"
  fi
  for folder in bin sbin lib; do
    [ -e "$TREE.part/$folder" ] || ln -s "usr/$folder" "$TREE.part/$folder"
  done
  mv "$TREE.part" "$TREE"
fi

echo "test/armv6: Node is from $(cat "$ORIGIN" 2>/dev/null || echo 'an earlier run')" >&2

BUILD=$OUT/build
mkdir -p "$BUILD/include"
# Of the target's headers those alone that are Node's: the compiler brings its own C library.
ln -sfn "$TREE/usr/include/uv.h" "$BUILD/include/uv.h"
ln -sfn "$TREE/usr/include/uv" "$BUILD/include/uv"

cd "$BUILD"
# shellcheck disable=SC2086 # one word a flag
{
  for part in ws2811 mailbox rpihw dma pwm pcm; do
    $CC $FLAGS -D_LARGEFILE_SOURCE -c "$ADDON/src/rpi_ws281x/$part.c" -o "$part.o"
  done
  $CXX $FLAGS -std=gnu++17 -I"$TREE/usr/include/node" -Iinclude -I"$ROOT/node_modules/nan" \
    -DNODE_GYP_MODULE_NAME=rpi_ws281x -DBUILDING_NODE_EXTENSION -c "$ADDON/src/rpi-ws281x.cc" -o addon.o
  $CXX -shared -o "$OUT/rpi_ws281x.node" ./*.o -lm
  $CC $FLAGS -U_FILE_OFFSET_BITS -D_LARGEFILE64_SOURCE -shared -fvisibility=hidden \
    "$ROOT/test/wire/model/preload.c" -ldl -o "$OUT/preload.so"
}
echo "$OUT"
