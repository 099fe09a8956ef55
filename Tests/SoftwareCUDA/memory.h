#pragma once

// The device's memory, and pinned memory of the host. Both are PoCL's shared virtual memory, so an address is the same
// everywhere.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

enum memory_kind { MEMORY_DEVICE, MEMORY_PINNED, MEMORY_KIND_COUNT };

/// What fresh and freed memory is filled with.
enum { POISON = 0xA5 };

/// Whether the bytes from `address` on lie inside one living allocation. Its end is a valid place for 0 bytes.
bool memory_holds(enum memory_kind kind, uintptr_t address, size_t byteCount);

long memory_count(enum memory_kind kind);
size_t memory_used(enum memory_kind kind);

/// Frees everything, as the end of the context does.
void memory_free_all(void);

#pragma GCC visibility pop
