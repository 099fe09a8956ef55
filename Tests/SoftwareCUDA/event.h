#pragma once

#include "schedule.h"

#pragma GCC visibility push(hidden)

struct event {
  struct object object;
  unsigned int flags;
  /// The most recent record, or NULL.
  struct record *record;
};

struct event *event_find(CUevent handle);
void events_destroy_all(void);

#pragma GCC visibility pop
