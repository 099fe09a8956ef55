#pragma once

#include "driver.h"

#pragma GCC visibility push(hidden)

/// 0 where the calling thread has a living context, else what a call that needs one answers.
CUresult context_check(void);

#pragma GCC visibility pop
