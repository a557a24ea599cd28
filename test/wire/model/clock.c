/* The clock manager's generators for PCM and PWM (BCM2835 ARM Peripherals, 6.3). */
#include "hardware.h"

enum { CTL, DIV };
#define PASSWORD UINT32_C(0x5a000000)
#define PASSWORD_MASK UINT32_C(0xff000000)
#define CTL_BUSY (UINT32_C(1) << 7)
#define CTL_KILL (UINT32_C(1) << 5)
#define CTL_ENAB (UINT32_C(1) << 4)
#define CTL_SOURCE UINT32_C(0xf)
#define SOURCE_OSCILLATOR 1

static struct {
  const char *name;
  uint32_t offset;
  reg *registers;
  uint32_t hz;
} clocks[CLOCKS] = {
    [CLOCK_PCM] = {.name = "pcm", .offset = 0x101098},
    [CLOCK_PWM] = {.name = "pwm", .offset = 0x1010a0},
};

uint32_t clock_hz(enum clock clock) { return clocks[clock].hz; }

static void run(int i, uint32_t hz) {
  if (hz == clocks[i].hz) return;
  clocks[i].hz = hz;
  record("clock", "\"name\":\"%s\",\"hz\":%u", clocks[i].name, hz);
}

/** The divisor's fraction counts only with a noise-shaping filter, which is never on here. */
static uint32_t rate(int i, uint32_t ctl) {
  uint32_t divisor = (clocks[i].registers[DIV] >> 12) & 0xfff;
  if ((ctl & CTL_SOURCE) != SOURCE_OSCILLATOR || divisor < 2) {
    record_fault("clock %s: source %u, divisor %u", clocks[i].name, ctl & CTL_SOURCE, divisor);
    return 0;
  }
  return board_soc()->oscillator_hz / divisor;
}

/** A write counts with its password alone, and changes to a running clock do not count at all. */
static void poll_one(int i) {
  reg *ctl = &clocks[i].registers[CTL], *div = &clocks[i].registers[DIV];
  uint32_t written = *div;
  if ((written & PASSWORD_MASK) == PASSWORD) {
    /* With something new in CTL it may have been stopped and set up again since the last look. */
    bool still_runs = clocks[i].hz && (*ctl & PASSWORD_MASK) != PASSWORD;
    if (still_runs) record_fault("clock %s: divisor changed while it ran", clocks[i].name);
    atomic_compare_exchange_strong(div, &written, written & ~PASSWORD_MASK);
  }
  written = *ctl;
  if ((written & PASSWORD_MASK) != PASSWORD) return;
  bool runs = (written & CTL_ENAB) && !(written & CTL_KILL);
  uint32_t hz = runs ? rate(i, written) : 0;
  uint32_t settled = (written & ~(PASSWORD_MASK | CTL_BUSY | CTL_KILL)) | (hz ? CTL_BUSY : 0);
  if (atomic_compare_exchange_strong(ctl, &written, settled)) run(i, hz);
}

void clock_poll(void) {
  for (int i = 0; i < CLOCKS; i++) {
    if (!clocks[i].registers) clocks[i].registers = board_registers(clocks[i].offset);
    poll_one(i);
  }
}
