#pragma once

// What a stream or a graph runs: launches, copies and fills. A work does not change once it is made, so that graphs, their
// executables and pending launches of them share it.

#include "driver.h"
#include "memory.h"

#pragma GCC visibility push(hidden)

struct function;

enum work_kind { WORK_LAUNCH, WORK_COPY, WORK_FILL };

/// Where one side of a copy lies.
enum place {
  /// In the device's memory.
  PLACE_DEVICE,
  /// In pinned memory, which is read or written when the copy runs.
  PLACE_PINNED,
  /// In other memory of the host, which is not checked.
  PLACE_PAGEABLE,
};

struct work {
  int references;
  enum work_kind kind;
  // A launch: its function, its groups and their size, and its packed arguments in `bytes`.
  struct function *function;
  size_t groups[3], groupSize[3];
  // A copy or a fill.
  uintptr_t destination, source;
  enum place destinationPlace, sourcePlace;
  size_t byteCount, elementSize;
  unsigned int value;
  /// Arguments, or what was copied from pageable memory when the work was submitted.
  unsigned char bytes[];
};

/// A new work with room for `byteCount` bytes.
struct work *work_create(enum work_kind kind, size_t byteCount);
struct work *work_share(struct work *work);
void work_release(struct work *work);

/// Starts a work on the device, after checking each address that it is given. What fails loses the device.
void work_run(const struct work *work);

#pragma GCC visibility pop
