#pragma once

#include "schedule.h"

#pragma GCC visibility push(hidden)

/// The priority that runs first.
enum { STREAM_PRIORITY_GREATEST = -5 };

/// The living stream behind a handle, or NULL, also for the default stream: Foresight never uses it.
struct stream *stream_find(CUstream handle);

void streams_destroy_all(void);

#pragma GCC visibility pop
