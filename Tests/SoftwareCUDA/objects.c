#include "objects.h"

#include <stdlib.h>

#include "driver.h"

// Addresses that no program has: used as one, a handle ends the program.
static const uintptr_t handleBase = (uintptr_t)0x0CDA << 48;
static const uintptr_t handleStep = 16;

static struct object **buckets;
static size_t bucketCount;
static size_t objectTotal;
static uintptr_t nextHandle;
static long counts[OBJECT_KIND_COUNT];

static size_t bucket(const void *handle) { return ((uintptr_t)handle - handleBase) / handleStep & (bucketCount - 1); }

static void grow(void) {
  struct object **old = buckets;
  size_t oldCount = bucketCount;
  bucketCount = oldCount ? 2 * oldCount : 1024;
  buckets = calloc(bucketCount, sizeof *buckets);
  for (size_t index = 0; index < oldCount; index++) {
    for (struct object *object = old[index], *next; object; object = next) {
      next = object->next;
      struct object **place = &buckets[bucket(object->handle)];
      object->next = *place;
      *place = object;
    }
  }
  free(old);
}

void *object_create(enum object_kind kind, size_t byteCount) {
  if (objectTotal == bucketCount) grow();
  struct object *object = calloc(1, byteCount);
  object->kind = kind;
  object->handle = (void *)(handleBase + ++nextHandle * handleStep);
  struct object **place = &buckets[bucket(object->handle)];
  object->next = *place;
  *place = object;
  objectTotal++;
  counts[kind]++;
  return object;
}

void *object_find(const void *handle, enum object_kind kind) {
  if (bucketCount == 0) return NULL;
  for (struct object *object = buckets[bucket(handle)]; object; object = object->next) {
    if (object->handle == handle) return object->kind == kind ? object : NULL;
  }
  return NULL;
}

void object_retire(struct object *object) {
  struct object **place = &buckets[bucket(object->handle)];
  while (*place != object) place = &(*place)->next;
  *place = object->next;
  object->next = NULL;
  objectTotal--;
  counts[object->kind]--;
}

long object_count(enum object_kind kind) { return counts[kind]; }

void *object_any(enum object_kind kind) {
  for (size_t index = 0; counts[kind] > 0 && index < bucketCount; index++) {
    for (struct object *object = buckets[index]; object; object = object->next) {
      if (object->kind == kind) return object;
    }
  }
  return NULL;
}
