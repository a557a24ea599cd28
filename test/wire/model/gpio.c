/* Which pin does what (BCM2835 ARM Peripherals, 6.1). */
#include "hardware.h"

#define GPIO_OFFSET 0x200000
#define SELECTS 6
#define PINS_EACH 10

static const char *const FUNCTIONS[] = {"input", "output", "alt5", "alt4", "alt0", "alt1", "alt2", "alt3"};

void gpio_poll(void) {
  static reg *select;
  static uint32_t known[SELECTS];
  if (!select) select = board_registers(GPIO_OFFSET);
  for (int i = 0; i < SELECTS; i++) {
    uint32_t found = select[i], changed = found ^ known[i];
    known[i] = found;
    for (int pin = 0; changed && pin < PINS_EACH; pin++) {
      if (!((changed >> (3 * pin)) & 7)) continue;
      const char *function = FUNCTIONS[(found >> (3 * pin)) & 7];
      record("gpio", "\"pin\":%d,\"function\":\"%s\"", PINS_EACH * i + pin, function);
    }
  }
}
