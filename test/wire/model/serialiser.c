/*
 * PWM in serialiser mode (BCM2835 ARM Peripherals, 9) and PCM transmit (8).
 *
 * Both shift 32-bit words out of a FIFO, most significant bit first. The PWM's FIFO feeds its two channels in turn, so a
 * pair of words takes the time of one.
 */
#include "hardware.h"

#include <stdio.h>

enum pwm_register { PWM_CTL, PWM_STA, PWM_DMAC, PWM_RNG1 = 4, PWM_FIF1 = 6, PWM_RNG2 = 8 };
#define PWM_CTL_CLRF1 (UINT32_C(1) << 6)
/** Enabled, serialiser mode, from the FIFO, and silence is low: one channel's bits of CTL. */
#define PWM_CHANNEL_BITS UINT32_C(0x2b)
#define PWM_CHANNEL_RUNS UINT32_C(0x23)
#define PWM_POLARITY_1 (UINT32_C(1) << 4)
#define PWM_DMAC_ENAB (UINT32_C(1) << 31)
#define PWM_RESET_RANGE 32

enum pcm_register { PCM_CS, PCM_FIFO, PCM_MODE, PCM_TXC = 4, PCM_DREQ };
#define PCM_CS_TXE (UINT32_C(1) << 21)
#define PCM_CS_TXCLR (UINT32_C(1) << 3)
/** DMA, transmission, and the block itself. */
#define PCM_CS_RUNS (UINT32_C(1) << 9 | UINT32_C(1) << 2 | UINT32_C(1))
#define PCM_FRAME_BITS(mode) (((mode) >> 10 & 0x3ff) + 1)
/** First channel enabled, 32 bits wide, from the first bit on. */
#define PCM_TXC_32_BITS UINT32_C(0xc0080000)
#define PCM_TXC_CHANNEL_1 UINT32_C(0xffff0000)
#define PCM_FIFO_WORDS 64

struct serialiser {
  const char *name;
  enum clock clock;
  uint32_t offset, fifo_bus_address, dreq, channels;
  reg *registers;
  uint64_t busy_until_ns;
  bool runs, inverted;
  void (*poll)(struct serialiser *);
  char settings[64];
};

static void poll_pwm(struct serialiser *pwm) {
  reg *registers = pwm->registers;
  if (!registers[PWM_RNG2]) registers[PWM_RNG2] = PWM_RESET_RANGE;
  uint32_t ctl = registers[PWM_CTL];
  if (ctl & PWM_CTL_CLRF1) atomic_compare_exchange_strong(&registers[PWM_CTL], &ctl, ctl & ~PWM_CTL_CLRF1);
  bool both = (ctl & PWM_CHANNEL_BITS) == PWM_CHANNEL_RUNS && (ctl >> 8 & PWM_CHANNEL_BITS) == PWM_CHANNEL_RUNS;
  bool whole = registers[PWM_RNG1] == 32 && registers[PWM_RNG2] == 32;
  pwm->inverted = ctl & PWM_POLARITY_1;
  pwm->runs = both && whole && (registers[PWM_DMAC] & PWM_DMAC_ENAB);
}

static void poll_pcm(struct serialiser *pcm) {
  reg *registers = pcm->registers;
  uint32_t cs = registers[PCM_CS];
  uint32_t settled = (cs & ~(PCM_CS_TXCLR | PCM_CS_TXE)) | (now_ns() >= pcm->busy_until_ns ? PCM_CS_TXE : 0);
  if (cs != settled) atomic_compare_exchange_strong(&registers[PCM_CS], &cs, settled);
  bool whole = PCM_FRAME_BITS(registers[PCM_MODE]) == 32 && (registers[PCM_TXC] & PCM_TXC_CHANNEL_1) == PCM_TXC_32_BITS;
  pcm->runs = whole && (cs & PCM_CS_RUNS) == PCM_CS_RUNS;
}

static struct serialiser SERIALISERS[] = {
    {.name = "pwm", .clock = CLOCK_PWM, .offset = 0x20c000, .fifo_bus_address = 0x7e20c018, .dreq = 5, .channels = 2,
     .poll = poll_pwm},
    {.name = "pcm", .clock = CLOCK_PCM, .offset = 0x203000, .fifo_bus_address = 0x7e203004, .dreq = 2, .channels = 1,
     .poll = poll_pcm},
};
#define EACH(s) (struct serialiser *s = SERIALISERS; s < SERIALISERS + 2; s++)

void serialiser_poll(void) {
  for EACH(s) {
    bool ran = s->runs;
    if (!s->registers) s->registers = board_registers(s->offset);
    s->poll(s);
    if (ran != s->runs) record("serialiser", "\"name\":\"%s\",\"runs\":%s", s->name, s->runs ? "true" : "false");
  }
}

struct serialiser *serialiser_at(uint32_t bus_address) {
  for EACH(s) if (s->fifo_bus_address == bus_address) return s;
  return NULL;
}

const char *serialiser_name(const struct serialiser *s) { return s->name; }
uint32_t serialiser_dreq(const struct serialiser *s) { return s->dreq; }
uint64_t serialiser_free_at(const struct serialiser *s) { return s->busy_until_ns; }
void serialiser_busy_until(struct serialiser *s, uint64_t ns) { s->busy_until_ns = ns; }

uint32_t serialiser_capacity(const struct serialiser *s) {
  return s->clock == CLOCK_PWM ? (s->registers[PWM_DMAC] & 0xff) + 1 : PCM_FIFO_WORDS;
}

uint64_t serialiser_word_ns(const struct serialiser *s) {
  uint32_t hz = clock_hz(s->clock);
  return s->runs && hz ? UINT64_C(32000000000) / hz / s->channels : 0;
}

const char *serialiser_settings(const struct serialiser *s) {
  static char text[96];
  snprintf(text, sizeof text, "\"symbolHz\":%u,\"channels\":%u,\"inverted\":%s", clock_hz(s->clock), s->channels,
           s->inverted ? "true" : "false");
  return text;
}
