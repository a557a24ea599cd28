/* Says which board the addon takes this machine for when it is compiled for 64 bits. */
#include <stdio.h>

#include "rpihw.h"

int main(void) {
  const rpi_hw_t *board = rpi_hw_detect();
  puts(board ? board->desc : "not supported");
  return 0;
}
