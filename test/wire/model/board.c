#define _GNU_SOURCE
#include "hardware.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE UINT32_C(4096)

static int memory;
static const struct soc *soc;
static uint8_t *pool;
static struct doorbell *bell;

static void *map(uint64_t offset, size_t bytes) {
  void *address = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, memory, (off_t)offset);
  if (address != MAP_FAILED) return address;
  perror("hardware: mmap");
  exit(1);
}

void board_open(const char *directory, const struct soc *chip) {
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/memory", directory);
  memory = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (memory < 0 || ftruncate(memory, (off_t)MEMORY_BYTES) < 0) {
    perror(path);
    exit(1);
  }
  soc = chip;
  pool = map(POOL_BASE, POOL_BYTES);
  bell = map(DOORBELL_ADDRESS, DOORBELL_BYTES);
}

const struct soc *board_soc(void) { return soc; }
uint8_t *board_pool(void) { return pool; }
struct doorbell *board_doorbell(void) { return bell; }

reg *board_registers(uint32_t offset) {
  uint64_t address = (uint64_t)soc->peripheral_base + offset;
  uint8_t *page = map(address & ~(uint64_t)(PAGE - 1), PAGE);
  return (reg *)(page + (address & (PAGE - 1)));
}
