#pragma once

// What graphs and their executables share.

#include "objects.h"
#include "work.h"

#pragma GCC visibility push(hidden)

struct graph {
  struct object object;
  struct node **nodes;
  int count, capacity, edgeCount;
  /// Numbers the searches, to notice a node that is named twice.
  long search;
};

struct node {
  struct object object;
  struct graph *graph;
  int index;
  struct work *work;
  int *dependencies;
  int dependencyCount;
  long search;
};

/// The work of a copy's or a fill's parameters, which must be of one dimension.
CUresult node_copy_create(const CUDA_MEMCPY3D *parameters, struct work **work);
CUresult node_fill_create(const CUDA_MEMSET_NODE_PARAMS *parameters, struct work **work);

#pragma GCC visibility pop
