/*
 * What the preloaded library and the hardware process share: one file that stands for the bus of a Raspberry Pi.
 *
 * It holds four gibibytes of physical memory, registers included, so that an offset into /dev/mem is an offset into the
 * file. Where no board has anything there is the doorbell, by which calls to the firmware and to spidev cross over.
 *
 * Figures: BCM2835 ARM Peripherals (Broadcom, 2012) and BCM2711 ARM Peripherals (Raspberry Pi, 2020).
 */
#ifndef BUS_H
#define BUS_H

#include <stdatomic.h>
#include <stdint.h>

#define MEMORY_BYTES (UINT64_C(4) << 30)
#define DOORBELL_ADDRESS UINT64_C(0xe0000000)
#define DOORBELL_BYTES (UINT64_C(128) << 10)

enum doorbell_state { DOORBELL_FREE, DOORBELL_CLAIMED, DOORBELL_RUNG, DOORBELL_ANSWERED };
enum doorbell_call { CALL_MAILBOX, CALL_SPI };

/** One call at a time: who finds it free claims it, fills it in, rings, and waits for the answer. */
struct doorbell {
  _Atomic uint32_t state;
  _Atomic int32_t owner_pid;
  uint32_t call;
  /** Bytes of `data` that are in use. */
  uint32_t length;
  /** Of an SPI transfer. */
  uint32_t clock_hz;
  /** Zero, or an errno. */
  int32_t error;
  uint8_t data[96 << 10];
};

#endif
