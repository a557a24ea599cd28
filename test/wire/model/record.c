#include "hardware.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static FILE *out;

uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void record_open(const char *path) {
  out = fopen(path, "w");
  if (out) return;
  perror(path);
  exit(1);
}

static void begin(const char *event) { fprintf(out, "{\"event\":\"%s\",\"atNs\":%" PRIu64, event, now_ns()); }

static void members(const char *format, va_list values) {
  fputc(',', out);
  vfprintf(out, format, values);
}

/** A record is complete on disk before its cause takes effect for the program. */
static void end(void) {
  fputs("}\n", out);
  fflush(out);
}

void record(const char *event, const char *format, ...) {
  va_list values;
  va_start(values, format);
  begin(event);
  members(format, values);
  end();
  va_end(values);
}

void record_words(const char *event, const void *data, size_t bytes, const char *format, ...) {
  static const char DIGITS[] = "0123456789abcdef";
  const uint8_t *byte = data;
  va_list values;
  va_start(values, format);
  begin(event);
  members(format, values);
  fputs(",\"data\":\"", out);
  for (size_t i = 0; i < bytes; i++) {
    putc_unlocked(DIGITS[byte[i] >> 4], out);
    putc_unlocked(DIGITS[byte[i] & 15], out);
  }
  fputc('"', out);
  end();
  va_end(values);
}

void record_fault(const char *format, ...) {
  char problem[256];
  va_list values;
  va_start(values, format);
  vsnprintf(problem, sizeof problem, format, values);
  va_end(values);
  record("fault", "\"problem\":\"%s\"", problem);
}

void record_close(void) { fclose(out); }
