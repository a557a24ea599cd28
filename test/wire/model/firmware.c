/*
 * The VideoCore's firmware, as far as the mailbox reaches it: memory that is lent out until it is given back, whatever
 * becomes of the borrower. And the SPI controller behind spidev, which takes as long as the wire does.
 */
#include "hardware.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define BLOCK_BYTES UINT32_C(65536)
#define BLOCKS (POOL_BYTES / BLOCK_BYTES)
#define HEADER_WORDS 2
#define RESPONSE UINT32_C(0x80000000)
#define FLAG_DIRECT (UINT32_C(1) << 2)
#define FLAG_COHERENT (UINT32_C(2) << 2)
/** Bus addresses have the kind of caching in their top bits. */
#define BUS_TO_PHYSICAL UINT32_C(0x3fffffff)

static struct block {
  uint32_t handle, bytes, bus_address, locks;
} blocks[BLOCKS];
static uint32_t last_handle;

static uint32_t outstanding(void) {
  uint32_t count = 0;
  for (size_t i = 0; i < BLOCKS; i++) count += blocks[i].handle != 0;
  return count;
}

static void record_call(const char *call, const struct block *block, uint32_t outstanding_now) {
  record("memory", "\"call\":\"%s\",\"handle\":%u,\"bytes\":%u,\"outstanding\":%u", call, block->handle, block->bytes,
         outstanding_now);
}

static uint32_t bus_alias(uint32_t flags) {
  switch (flags & (FLAG_DIRECT | FLAG_COHERENT)) {
    case FLAG_DIRECT: return UINT32_C(0xc0000000);
    case FLAG_COHERENT: return UINT32_C(0x80000000);
    case FLAG_DIRECT | FLAG_COHERENT: return UINT32_C(0x40000000);
    default: return 0;
  }
}

static uint32_t allocate(uint32_t bytes, uint32_t flags) {
  for (uint32_t i = 0; i < BLOCKS && bytes <= BLOCK_BYTES; i++) {
    if (blocks[i].handle) continue;
    uint32_t address = bus_alias(flags) | (POOL_BASE + i * BLOCK_BYTES);
    blocks[i] = (struct block){.handle = ++last_handle, .bytes = bytes, .bus_address = address};
    record_call("allocate", &blocks[i], outstanding());
    return blocks[i].handle;
  }
  return 0;
}

static struct block *find(uint32_t handle, const char *call) {
  for (size_t i = 0; handle && i < BLOCKS; i++)
    if (blocks[i].handle == handle) return &blocks[i];
  record_fault("mailbox: %s of handle %u, which is not allocated", call, handle);
  return NULL;
}

static uint32_t lock(uint32_t handle) {
  struct block *block = find(handle, "lock");
  if (!block) return 0;
  block->locks++;
  record_call("lock", block, outstanding());
  return block->bus_address;
}

static uint32_t unlock(uint32_t handle) {
  struct block *block = find(handle, "unlock");
  if (!block) return UINT32_MAX;
  if (!block->locks) record_fault("mailbox: unlock of handle %u, which is not locked", handle);
  else block->locks--;
  record_call("unlock", block, outstanding());
  return 0;
}

static uint32_t release(uint32_t handle) {
  struct block *block = find(handle, "release");
  if (!block) return UINT32_MAX;
  if (block->locks) record_fault("mailbox: release of handle %u, which is locked", handle);
  struct block gone = *block;
  *block = (struct block){0};
  record_call("release", &gone, outstanding());
  return 0;
}

/** Tags and their meaning: github.com/raspberrypi/firmware, wiki "Mailbox property interface". */
static void answer(uint32_t tag, uint32_t *value) {
  switch (tag) {
    case 0x3000c: value[0] = allocate(value[0], value[2]); return;
    case 0x3000d: value[0] = lock(value[0]); return;
    case 0x3000e: value[0] = unlock(value[0]); return;
    case 0x3000f: value[0] = release(value[0]); return;
    default: record_fault("mailbox: unknown tag %x", tag);
  }
}

static void mailbox(uint32_t *message, uint32_t bytes) {
  uint32_t *tag = message + HEADER_WORDS, *end = message + bytes / 4;
  for (; tag + 3 < end && tag[0]; tag += 3 + tag[1] / 4) {
    answer(tag[0], tag + 3);
    tag[2] |= RESPONSE;
  }
  message[1] = RESPONSE;
}

const uint32_t *firmware_memory(uint32_t bus_address, uint32_t bytes) {
  uint32_t address = bus_address & BUS_TO_PHYSICAL;
  for (size_t i = 0; i < BLOCKS; i++) {
    uint32_t start = blocks[i].bus_address & BUS_TO_PHYSICAL;
    if (!blocks[i].locks || address < start || address + bytes > start + blocks[i].bytes) continue;
    return (const uint32_t *)(board_pool() + (address - POOL_BASE));
  }
  return NULL;
}

/** The caller waits until the last bit is out. */
static bool spi_done(struct doorbell *bell, uint64_t now) {
  static uint64_t start_ns;
  if (!start_ns) {
    start_ns = now;
    record_words("transfer", bell->data, bell->length,
                 "\"peripheral\":\"spi\",\"wireNs\":%" PRIu64 ",\"seenNs\":%" PRIu64
                 ",\"symbolHz\":%u,\"channels\":1,\"inverted\":false", now, now, bell->clock_hz);
  }
  if (now - start_ns < UINT64_C(8000000000) * bell->length / bell->clock_hz) return false;
  start_ns = 0;
  return true;
}

void firmware_poll(uint64_t now) {
  struct doorbell *bell = board_doorbell();
  if (bell->state != DOORBELL_RUNG) return;
  if (bell->length > sizeof bell->data) bell->error = EINVAL;
  else if (bell->call == CALL_MAILBOX) mailbox((uint32_t *)bell->data, bell->length);
  else if (!spi_done(bell, now)) return;
  bell->state = DOORBELL_ANSWERED;
}
