/* The parts of the hardware process. Each is asked again and again what has changed on its registers. */
#ifndef HARDWARE_H
#define HARDWARE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus.h"

/** A register: written by the program at any moment, so what is seen is taken back or changed by compare-and-swap. */
typedef _Atomic uint32_t reg;

struct soc {
  const char *name;
  uint32_t peripheral_base;
  uint32_t oscillator_hz;
};

/* board.c: the memory map */
void board_open(const char *directory, const struct soc *soc);
const struct soc *board_soc(void);
/** A block of registers, by its offset from the peripherals' base; at most a page, and within one. */
reg *board_registers(uint32_t offset);
/** RAM by its physical address; the same everywhere on this board. */
uint8_t *board_pool(void);
struct doorbell *board_doorbell(void);
#define POOL_BASE UINT32_C(0x1d000000)
#define POOL_BYTES (UINT32_C(4) << 20)

/* record.c: what happened, a JSON object a line */
uint64_t now_ns(void);
void record_open(const char *path);
void record(const char *event, const char *format, ...) __attribute__((format(printf, 2, 3)));
void record_words(const char *event, const void *data, size_t bytes, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void record_fault(const char *format, ...) __attribute__((format(printf, 1, 2)));
void record_close(void);

/* clock.c: the clock manager */
enum clock { CLOCK_PCM, CLOCK_PWM, CLOCKS };
void clock_poll(void);
/** Zero while it stands still. */
uint32_t clock_hz(enum clock clock);

/* gpio.c */
void gpio_poll(void);

/* firmware.c: memory that the VideoCore lends out, by the mailbox; and the SPI controller, which needs no registers */
void firmware_poll(uint64_t now);
/** The memory at a bus address, if all of it belongs to one locked block. */
const uint32_t *firmware_memory(uint32_t bus_address, uint32_t bytes);

/* serialiser.c: the two peripherals that shift words out of a FIFO */
struct serialiser;
void serialiser_poll(void);
/** The one whose FIFO is at that bus address, or NULL. */
struct serialiser *serialiser_at(uint32_t bus_address);
const char *serialiser_name(const struct serialiser *serialiser);
uint32_t serialiser_dreq(const struct serialiser *serialiser);
/** How many words it takes before it wants no more. */
uint32_t serialiser_capacity(const struct serialiser *serialiser);
/** Of one word in the order of the FIFO; zero while it stands still. */
uint64_t serialiser_word_ns(const struct serialiser *serialiser);
uint64_t serialiser_free_at(const struct serialiser *serialiser);
void serialiser_busy_until(struct serialiser *serialiser, uint64_t ns);
/** What a record says of it: JSON members. */
const char *serialiser_settings(const struct serialiser *serialiser);

/* dma.c */
void dma_poll(uint64_t now);
/** The time until a transfer ends; the greatest there is if none is under way. */
uint64_t dma_ends_in_ns(uint64_t now);
/** Handles a signal: from now on there is an error instead of a transfer. */
void dma_break(int signal);

#endif
