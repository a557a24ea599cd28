/*
 * The hardware of a Raspberry Pi, as a process: hardware DIRECTORY SOC
 *
 * It makes DIRECTORY/memory, says "ready" on standard output, and plays until SIGTERM; what happens on the pins and on
 * the bus is written to DIRECTORY/record. SIGUSR1 breaks the DMA controller.
 */
#define _GNU_SOURCE
#include "hardware.h"

#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* How long it may look away: while a program sets something up or may do so, during a transfer, and after a long rest. */
#define ALERT_US 20
#define TRANSFER_US 150
#define REST_US 100
#define ALERT_FOR_NS UINT64_C(20000000)

static const struct soc SOCS[] = {
    {"bcm2835", 0x20000000, 19200000},
    {"bcm2836", 0x3f000000, 19200000},
    {"bcm2837", 0x3f000000, 19200000},
    {"bcm2711", 0xfe000000, 54000000},
};

static volatile sig_atomic_t ended;

static void end(int signal) {
  (void)signal;
  ended = 1;
}

static const struct soc *find_soc(const char *name) {
  for (size_t i = 0; i < sizeof SOCS / sizeof *SOCS; i++)
    if (strcmp(SOCS[i].name, name) == 0) return &SOCS[i];
  return NULL;
}

static void poll_all(void) {
  uint64_t now = now_ns();
  gpio_poll();
  clock_poll();
  serialiser_poll();
  firmware_poll(now);
  dma_poll(now);
}

/** Short, so that a change is seen at once; long, so that a machine with two processors has time for the program. */
static useconds_t pause_us(void) {
  static uint64_t last_transfer_ns;
  uint64_t now = now_ns(), left_us = dma_ends_in_ns(now) / 1000;
  if (left_us > TRANSFER_US && left_us < UINT64_MAX / 1000) return TRANSFER_US;
  if (left_us < UINT64_MAX / 1000) last_transfer_ns = now;
  if (left_us <= TRANSFER_US) return left_us > ALERT_US ? (useconds_t)left_us : ALERT_US;
  return now - last_transfer_ns < ALERT_FOR_NS ? ALERT_US : REST_US;
}

int main(int argc, char **argv) {
  const struct soc *soc = argc == 3 ? find_soc(argv[2]) : NULL;
  if (!soc) {
    fprintf(stderr, "usage: hardware DIRECTORY bcm2835|bcm2836|bcm2837|bcm2711\n");
    return 64;
  }
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/record", argv[1]);
  board_open(argv[1], soc);
  record_open(path);
  signal(SIGTERM, end);
  signal(SIGUSR1, dma_break);
  /* Hardware neither oversleeps nor waits for its turn. Where that is not allowed, it comes late now and then. */
  prctl(PR_SET_TIMERSLACK, 1);
  sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 1});
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  poll_all();
  puts("ready");
  fflush(stdout);
  while (!ended) {
    poll_all();
    usleep(pause_us());
  }
  record_close();
  return 0;
}
