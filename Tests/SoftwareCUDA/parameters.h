#pragma once

#include "module.h"

#pragma GCC visibility push(hidden)

/// Finds a function's parameters, and how its arguments are packed.
void parameters_describe(struct function *function);

#pragma GCC visibility pop
