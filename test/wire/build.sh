#!/bin/sh
# Builds the model of the hardware into test/dist/wire/model. $CC is the compiler, cc if there is none named.
set -eu
cd "$(dirname -- "$0")"
OUT=${1:-../dist/wire/model}
CC=${CC:-cc}

command -v "$CC" >/dev/null || {
  echo "test/wire: there is no C compiler ($CC). Install one (on Debian: apt-get install gcc libc6-dev), or set CC." >&2
  exit 1
}
mkdir -p "$OUT"
FLAGS="-std=gnu11 -O2 -Wall -Wextra -Werror -D_FILE_OFFSET_BITS=64 -D_LARGEFILE64_SOURCE"
# The addon's own board detection, compiled as for 64 bits.
ADDON=../../node_modules/rpi-ws281x-native/src/rpi_ws281x
# shellcheck disable=SC2086 # one word a flag
{
  "$CC" $FLAGS -U_FILE_OFFSET_BITS -fPIC -shared -fvisibility=hidden model/preload.c -ldl -o "$OUT/preload.so"
  "$CC" $FLAGS -o "$OUT/hardware" model/hardware.c model/board.c model/record.c model/clock.c model/gpio.c \
    model/firmware.c model/serialiser.c model/dma.c
  "$CC" $FLAGS -o "$OUT/supervise" model/supervise.c
  "$CC" -std=gnu11 -D__aarch64__ "-I$ADDON" -o "$OUT/detect64" model/detect64.c "$ADDON/rpihw.c"
}
