#include "work.h"

#include <stdlib.h>

#include "launch.h"
#include "module.h"
#include "opencl.h"

struct work *work_create(enum work_kind kind, size_t byteCount) {
  struct work *work = calloc(1, sizeof *work + byteCount);
  work->references = 1;
  work->kind = kind;
  return work;
}

struct work *work_share(struct work *work) {
  work->references++;
  return work;
}

void work_release(struct work *work) {
  if (--work->references > 0) return;
  if (work->function) function_release(work->function);
  free(work);
}

static bool is_living(enum place place, uintptr_t address, size_t byteCount) {
  return place == PLACE_PAGEABLE || memory_holds(place == PLACE_DEVICE ? MEMORY_DEVICE : MEMORY_PINNED, address, byteCount);
}

static void run_copy(const struct work *work) {
  if (!is_living(work->sourcePlace, work->source, work->byteCount)) {
    lose_device(CUDA_ERROR_ILLEGAL_ADDRESS, "a copy reads %zu bytes at 0x%zx, which no living allocation holds",
      work->byteCount, (size_t)work->source);
  } else if (!is_living(work->destinationPlace, work->destination, work->byteCount)) {
    lose_device(CUDA_ERROR_ILLEGAL_ADDRESS, "a copy writes %zu bytes at 0x%zx, which no living allocation holds",
      work->byteCount, (size_t)work->destination);
  } else if (work->sourcePlace == PLACE_PAGEABLE && !opencl_finish()) {
    // What the work itself holds may be freed next, so it is copied here and now.
    lose_device(CUDA_ERROR_LAUNCH_FAILED, "PoCL's queue failed");
  } else if (!opencl_copy((void *)work->destination, (const void *)work->source, work->byteCount)) {
    lose_device(CUDA_ERROR_LAUNCH_FAILED, "PoCL refuses a copy of %zu bytes", work->byteCount);
  }
}

static void run_fill(const struct work *work) {
  if (!memory_holds(MEMORY_DEVICE, work->destination, work->byteCount)) {
    lose_device(CUDA_ERROR_ILLEGAL_ADDRESS, "a fill writes %zu bytes at 0x%zx, which no living allocation holds",
      work->byteCount, (size_t)work->destination);
  } else if (!opencl_fill((void *)work->destination, work->value, work->elementSize, work->byteCount)) {
    lose_device(CUDA_ERROR_LAUNCH_FAILED, "PoCL refuses a fill of %zu bytes", work->byteCount);
  }
}

void work_run(const struct work *work) {
  // Losing the device drops what is pending, and may free the work.
  enum work_kind kind = work->kind;
  if (kind == WORK_LAUNCH) launch_run(work);
  if (kind == WORK_COPY) run_copy(work);
  if (kind == WORK_FILL) run_fill(work);
  if (deviceFailure == CUDA_SUCCESS) executedWorks++;
}
