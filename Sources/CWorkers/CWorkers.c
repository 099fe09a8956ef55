#define _GNU_SOURCE
#include "CWorkers.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

static const char program[] = {
#embed "../../tools/worker/spaces.py" suffix(, )
#embed "../../tools/worker/control.py" suffix(, )
#embed "../../tools/worker/atari.py" suffix(, )
#embed "../../tools/worker/games.py" suffix(, )
#embed "../../tools/worker/worker.py" suffix(, 0)
};

const char *foresight_worker_program(void) { return program; }

int foresight_worker_counter(void) { return eventfd(0, EFD_CLOEXEC); }

int foresight_worker_memory(void) { return memfd_create("foresight-worker", MFD_CLOEXEC); }

int foresight_worker_log(const char *folder) {
  char path[4096];
  if (snprintf(path, sizeof path, "%s/foresight-worker-XXXXXX", folder) >= (int)sizeof path) return -1;
  int descriptor = mkostemp(path, O_CLOEXEC | O_APPEND);
  if (descriptor >= 0) unlink(path);
  return descriptor;
}
