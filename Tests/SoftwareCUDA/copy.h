#pragma once

#include "work.h"

#pragma GCC visibility push(hidden)

/// Where memory of the host lies: pinned, or pageable.
enum place host_place(const void *address);

#pragma GCC visibility pop
