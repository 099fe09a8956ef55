#pragma once

// The device's properties, which tests may change.

#include <stdbool.h>
#include <stddef.h>

#pragma GCC visibility push(hidden)

/// The device's memory in bytes.
extern size_t deviceMemory;

/// Whether cuInit succeeded.
extern bool isInitialized;

/// An attribute's value; -1 for an unknown one.
int device_attribute(int attribute);

/// Makes the device an H200 again.
void device_reset(void);

void device_set_attribute(int attribute, int value);
void device_set_version(int version);
void device_set_count(int count);

#pragma GCC visibility pop
