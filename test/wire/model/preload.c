/*
 * Preloaded into a program that believes it runs on a Raspberry Pi. The device files and the files that name the board
 * become files in $WIRE_DIR; calls to the firmware and to spidev go to the hardware process. Nothing else is touched.
 *
 * $WIRE_MISSING: device files, with colons between, that this machine does not have.
 */
#define _GNU_SOURCE
#include "bus.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/spi/spidev.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))
#define IOCTL_MAILBOX _IOWR(100, 0, char *)
/** What spidev takes in one transfer by default (the module's parameter `bufsiz`). */
#define SPIDEV_BYTES 4096

static const struct {
  const char *path, *file;
} REDIRECTED[] = {
    {"/dev/mem", "memory"},
    {"/dev/gpiomem", "memory"},
    {"/dev/vcio", "memory"},
    {"/dev/spidev0.0", "memory"},
    {"/proc/cpuinfo", "cpuinfo"},
    {"/proc/device-tree/system/linux,revision", "revision"},
    {"/sys/firmware/devicetree/base/system/linux,revision", "revision"},
};

static int is_missing(const char *path) {
  const char *missing = getenv("WIRE_MISSING");
  const char *found = missing ? strstr(missing, path) : NULL;
  size_t length = strlen(path);
  return found && (found[length] == '\0' || found[length] == ':');
}

/** The path to open instead; NULL, with errno, for what is not there. */
static const char *redirect(const char *path, char *buffer) {
  const char *dir = getenv("WIRE_DIR");
  for (size_t i = 0; dir && i < sizeof REDIRECTED / sizeof *REDIRECTED; i++) {
    if (strcmp(path, REDIRECTED[i].path) != 0) continue;
    if (is_missing(path)) return errno = ENOENT, NULL;
    snprintf(buffer, PATH_MAX, "%s/%s", dir, REDIRECTED[i].file);
    return buffer;
  }
  return path;
}

static int open_redirected(const char *path, int flags, va_list rest) {
  char buffer[PATH_MAX];
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  const char *target = redirect(path, buffer);
  return target ? (int)syscall(SYS_openat, AT_FDCWD, target, flags | O_LARGEFILE, mode) : -1;
}

#define OPEN(name)                                       \
  EXPORT int name(const char *path, int flags, ...) {    \
    va_list rest;                                        \
    va_start(rest, flags);                               \
    int descriptor = open_redirected(path, flags, rest); \
    va_end(rest);                                        \
    return descriptor;                                   \
  }
OPEN(open)
OPEN(open64)

#define FOPEN(name)                                                               \
  EXPORT FILE *name(const char *path, const char *mode) {                         \
    char buffer[PATH_MAX];                                                        \
    FILE *(*real)(const char *, const char *) = dlsym(RTLD_NEXT, #name);          \
    const char *target = redirect(path, buffer);                                  \
    return target ? real(target, mode) : NULL;                                    \
  }
FOPEN(fopen)
FOPEN(fopen64)

static struct doorbell *doorbell(void) {
  static struct doorbell *mapped;
  if (mapped) return mapped;
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/memory", getenv("WIRE_DIR"));
  int descriptor = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_LARGEFILE | O_CLOEXEC);
  void *memory = mmap64(NULL, DOORBELL_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, DOORBELL_ADDRESS);
  if (descriptor < 0 || memory == MAP_FAILED) {
    perror("wire: no doorbell");
    abort();
  }
  close(descriptor);
  return mapped = memory;
}

/** Takes the doorbell, also out of the hands of a process that was killed while it held it. */
static struct doorbell *claim(void) {
  struct doorbell *bell = doorbell();
  while (1) {
    uint32_t state = DOORBELL_FREE;
    if (atomic_compare_exchange_strong(&bell->state, &state, DOORBELL_CLAIMED)) break;
    int32_t owner = bell->owner_pid;
    if (state != DOORBELL_RUNG && kill(owner, 0) < 0 && atomic_compare_exchange_strong(&bell->owner_pid, &owner, getpid())) {
      bell->state = DOORBELL_CLAIMED;
      break;
    }
    usleep(100);
  }
  bell->owner_pid = getpid();
  return bell;
}

static int ring(struct doorbell *bell, enum doorbell_call call) {
  bell->call = call;
  bell->error = 0;
  bell->state = DOORBELL_RUNG;
  while (bell->state != DOORBELL_ANSWERED) usleep(10);
  return bell->error;
}

static int mailbox(uint32_t *message) {
  struct doorbell *bell = claim();
  bell->length = message[0];
  memcpy(bell->data, message, message[0]);
  int error = ring(bell, CALL_MAILBOX);
  memcpy(message, bell->data, message[0]);
  bell->state = DOORBELL_FREE;
  return error ? errno = error, -1 : 0;
}

static uint32_t spi_clock_hz;

static int spi_transfer(const struct spi_ioc_transfer *transfer) {
  if (transfer->len > SPIDEV_BYTES) return errno = EMSGSIZE, -1;
  struct doorbell *bell = claim();
  bell->length = transfer->len;
  bell->clock_hz = transfer->speed_hz ? transfer->speed_hz : spi_clock_hz;
  memcpy(bell->data, (const void *)(uintptr_t)transfer->tx_buf, transfer->len);
  int error = ring(bell, CALL_SPI);
  bell->state = DOORBELL_FREE;
  return error ? errno = error, -1 : (int)transfer->len;
}

static int call_device(int descriptor, unsigned long request, void *argument) {
  /* The size of a pointer is part of the numbers, and sign extension of what an int is passed as. */
  switch ((uint32_t)request) {
    case (uint32_t)IOCTL_MAILBOX: return mailbox(argument);
    case (uint32_t)SPI_IOC_MESSAGE(1): return spi_transfer(argument);
    case (uint32_t)SPI_IOC_WR_MAX_SPEED_HZ: spi_clock_hz = *(uint32_t *)argument; return 0;
    case (uint32_t)SPI_IOC_RD_MAX_SPEED_HZ: *(uint32_t *)argument = spi_clock_hz; return 0;
    case (uint32_t)SPI_IOC_WR_MODE:
    case (uint32_t)SPI_IOC_RD_MODE:
    case (uint32_t)SPI_IOC_WR_BITS_PER_WORD:
    case (uint32_t)SPI_IOC_RD_BITS_PER_WORD: return 0;
    default: return (int)syscall(SYS_ioctl, descriptor, request, argument);
  }
}

/**
 * The addon cuts addresses down to 32 bits before it unmaps them (`unmapmem` in mailbox.c), so that on a 64-bit machine it
 * unmaps memory of another owner, if there is any. Tests must survive that, so it is recorded instead.
 */
EXPORT int munmap(void *address, size_t length) {
  Dl_info caller = {0};
  dladdr(__builtin_return_address(0), &caller);
  bool is_stray = (uint64_t)(uintptr_t)address <= UINT32_MAX && sizeof(void *) > 4 && caller.dli_fname &&
                  strstr(caller.dli_fname, "rpi_ws281x.node");
  if (!is_stray) return (int)syscall(SYS_munmap, address, length);
  char path[PATH_MAX], line[64];
  snprintf(path, sizeof path, "%s/strays", getenv("WIRE_DIR"));
  int descriptor = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT, 0600);
  int bytes = snprintf(line, sizeof line, "%p\n", address);
  if (write(descriptor, line, (size_t)bytes) < 0) perror(path);
  close(descriptor);
  return 0;
}

#define IOCTL(name)                                               \
  EXPORT int name(int descriptor, unsigned long request, ...) {   \
    va_list rest;                                                 \
    va_start(rest, request);                                      \
    void *argument = va_arg(rest, void *);                        \
    va_end(rest);                                                 \
    return call_device(descriptor, request, argument);            \
  }
IOCTL(ioctl)
/* The name under which 32-bit programs with 64-bit time call it. */
IOCTL(__ioctl_time64)
