#pragma once

// Handles. A handle is a number that is never given twice and no address, so that the use of a destroyed object, or of one of
// another kind, is always noticed.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

enum object_kind {
  OBJECT_CONTEXT,
  OBJECT_STREAM,
  OBJECT_EVENT,
  OBJECT_MODULE,
  OBJECT_FUNCTION,
  OBJECT_LINK,
  OBJECT_GRAPH,
  OBJECT_NODE,
  OBJECT_EXECUTABLE,
  OBJECT_KIND_COUNT
};

/// The first member of everything that has a handle.
struct object {
  enum object_kind kind;
  void *handle;
  struct object *next;
};

/// A new object of `byteCount` zeroed bytes.
void *object_create(enum object_kind kind, size_t byteCount);

/// The living object of a kind behind a handle, or NULL.
void *object_find(const void *handle, enum object_kind kind);

/// Takes an object's handle away; its memory is the caller's to free.
void object_retire(struct object *object);

long object_count(enum object_kind kind);

/// Any living object of a kind, or NULL.
void *object_any(enum object_kind kind);

#pragma GCC visibility pop
