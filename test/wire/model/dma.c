/*
 * The DMA controller (BCM2835 ARM Peripherals, 4): each channel walks its control blocks and feeds a serialiser.
 *
 * Words are read from memory when the wire is due for them, so a program that writes to a buffer on its way out is seen
 * to have torn the frame. Time on the wire is reckoned, not measured: real DMA does not wait for a process to be scheduled.
 */
#include "hardware.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>

#define DMA_OFFSET 0x7000
#define CHANNEL_REGISTERS 64
#define CHANNELS 15
/** Channels from here on are "lite": no more than this in one transfer. */
#define FIRST_LITE 7
#define LITE_BYTES 65536
#define MAX_WORDS (1 << 16)

enum dma_register { CS, CONBLK_AD, TI, SOURCE_AD, DEST_AD, TXFR_LEN, STRIDE, NEXTCONBK, DEBUG };
#define CS_RESET (UINT32_C(1) << 31)
#define CS_ERROR (UINT32_C(1) << 8)
#define CS_CLEARED_BY_ONE (UINT32_C(1) << 2 | UINT32_C(1) << 1)
#define CS_END (UINT32_C(1) << 1)
#define CS_ACTIVE UINT32_C(1)
#define TI_PERMAP(ti) ((ti) >> 16 & 0x1f)
/** Source counts up, destination paced by its peripheral. */
#define TI_PACED (UINT32_C(1) << 8 | UINT32_C(1) << 6)

struct control_block {
  uint32_t ti, source_ad, dest_ad, txfr_len, stride, nextconbk;
};

static struct channel {
  reg *registers;
  bool active;
  struct control_block block;
  struct serialiser *to;
  /** When the first bit left: not before the one, not after the other. Zero until the serialiser runs. */
  uint64_t wire_start_ns, seen_ns;
  uint32_t words, fetched;
  uint32_t data[MAX_WORDS];
} channels[CHANNELS];

static uint64_t last_poll_ns;

static uint64_t later(uint64_t a, uint64_t b) { return a > b ? a : b; }

/** When the last word of a transfer is due in the FIFO. */
static uint64_t end_ns(const struct channel *channel) {
  uint64_t word_ns = serialiser_word_ns(channel->to);
  uint32_t capacity = serialiser_capacity(channel->to);
  if (!word_ns || !channel->wire_start_ns || channel->words <= capacity) return 0;
  return channel->wire_start_ns + (channel->words - capacity) * word_ns;
}

uint64_t dma_ends_in_ns(uint64_t now) {
  uint64_t soonest = UINT64_MAX;
  for (int i = 0; i < CHANNELS; i++) {
    if (!channels[i].active) continue;
    uint64_t end = end_ns(&channels[i]);
    uint64_t left = end > now ? end - now : 0;
    if (left < soonest) soonest = left;
  }
  return soonest;
}

static void fail(struct channel *channel, int number, const char *why) {
  record_fault("dma %d: %s (control block %08x, ti %08x, source %08x, destination %08x, length %u)", number, why,
               (uint32_t)channel->registers[CONBLK_AD], channel->block.ti, channel->block.source_ad,
               channel->block.dest_ad, channel->block.txfr_len);
  channel->active = false;
  atomic_fetch_or(&channel->registers[CS], CS_ERROR);
}

static volatile sig_atomic_t is_broken;

void dma_break(int signal) {
  (void)signal;
  is_broken = 1;
}

static const char *problem_with(const struct channel *channel, int number) {
  const struct control_block *block = &channel->block;
  if (is_broken) return "broken on purpose";
  if (!channel->to) return "no FIFO at the destination";
  if ((block->ti & TI_PACED) != TI_PACED) return "not paced by a peripheral";
  if (TI_PERMAP(block->ti) != serialiser_dreq(channel->to)) return "paced by another peripheral";
  if (block->txfr_len % 4 || block->txfr_len / 4 > MAX_WORDS) return "odd length";
  if (number >= FIRST_LITE && block->txfr_len >= LITE_BYTES) return "too long for a lite channel";
  if (!firmware_memory(block->source_ad, block->txfr_len)) return "source is not in locked memory";
  return NULL;
}

/** Loads the control block whose address is in the channel's register. */
static void load(struct channel *channel, int number) {
  uint32_t address = channel->registers[CONBLK_AD];
  const uint32_t *block = firmware_memory(address, sizeof channel->block);
  if (!block || address % 32) return fail(channel, number, "control block is not in locked memory");
  memcpy(&channel->block, block, sizeof channel->block);
  for (int i = 0; i < 6; i++) channel->registers[TI + i] = block[i];
  channel->to = serialiser_at(channel->block.dest_ad);
  channel->active = true;
  channel->wire_start_ns = 0;
  channel->words = channel->block.txfr_len / 4;
  channel->fetched = 0;
  const char *problem = problem_with(channel, number);
  if (problem) fail(channel, number, problem);
}

static void finish(struct channel *channel, int number, uint64_t word_ns) {
  reg *registers = channel->registers;
  serialiser_busy_until(channel->to, channel->wire_start_ns + channel->words * word_ns);
  record_words("transfer", channel->data, channel->words * 4,
               "\"dma\":%d,\"peripheral\":\"%s\",\"wireNs\":%" PRIu64 ",\"seenNs\":%" PRIu64 ",%s", number,
               serialiser_name(channel->to), channel->wire_start_ns, channel->seen_ns,
               serialiser_settings(channel->to));
  channel->active = false;
  registers[CONBLK_AD] = channel->block.nextconbk;
  if (channel->block.nextconbk) return load(channel, number);
  registers[TXFR_LEN] = 0;
  uint32_t cs = registers[CS];
  while (!atomic_compare_exchange_weak(&registers[CS], &cs, (cs & ~CS_ACTIVE) | CS_END)) continue;
}

static void progress(struct channel *channel, int number, uint64_t now) {
  uint64_t word_ns = serialiser_word_ns(channel->to);
  if (!word_ns) return;
  if (!channel->wire_start_ns) {
    uint64_t free_at = serialiser_free_at(channel->to);
    channel->wire_start_ns = later(free_at, last_poll_ns);
    channel->seen_ns = later(free_at, now);
  }
  uint64_t sent = now > channel->wire_start_ns ? (now - channel->wire_start_ns) / word_ns : 0;
  uint64_t due = sent + serialiser_capacity(channel->to);
  uint32_t until = due < channel->words ? (uint32_t)due : channel->words;
  const uint32_t *source = firmware_memory(channel->block.source_ad, channel->block.txfr_len);
  if (!source) return fail(channel, number, "source was released during the transfer");
  for (; channel->fetched < until; channel->fetched++) channel->data[channel->fetched] = source[channel->fetched];
  if (channel->fetched == channel->words) finish(channel, number, word_ns);
}

static void poll_one(struct channel *channel, int number, uint64_t now) {
  uint32_t cs = channel->registers[CS];
  if (cs & CS_RESET) {
    if (channel->active) record_fault("dma %d: reset during a transfer", number);
    channel->active = false;
    atomic_compare_exchange_strong(&channel->registers[CS], &cs, 0);
  } else if (!(cs & CS_ACTIVE)) {
    if (channel->active) record_fault("dma %d: stopped during a transfer", number);
    channel->active = false;
    if (cs & CS_CLEARED_BY_ONE && !(cs & ~CS_CLEARED_BY_ONE) && cs != CS_END)
      atomic_compare_exchange_strong(&channel->registers[CS], &cs, 0);
  } else if (!(cs & CS_ERROR)) {
    if (!channel->active) load(channel, number);
    if (channel->active) progress(channel, number, now);
  }
}

void dma_poll(uint64_t now) {
  static reg *controller;
  if (!controller) controller = board_registers(DMA_OFFSET);
  for (int i = 0; i < CHANNELS; i++) {
    channels[i].registers = controller + i * CHANNEL_REGISTERS;
    poll_one(&channels[i], i, now);
  }
  last_poll_ns = now;
}
