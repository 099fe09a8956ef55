// Graphs, built node by node.

#include "graph.h"

#include <stdlib.h>

#include "graph_parts.h"
#include "launch.h"

static void destroy(struct graph *graph) {
  object_retire(&graph->object);
  for (int index = 0; index < graph->count; index++) {
    struct node *node = graph->nodes[index];
    object_retire(&node->object);
    work_release(node->work);
    free(node->dependencies);
    free(node);
  }
  free(graph->nodes);
  free(graph);
}

void graphs_destroy_all(void) {
  for (struct graph *graph; (graph = object_any(OBJECT_GRAPH));) destroy(graph);
}

/// The nodes behind handles, without repetition and all of the graph; CUDA_ERROR_INVALID_VALUE where they are not.
static CUresult find_dependencies(struct graph *graph, const CUgraphNode *handles, size_t count, int *indices) {
  if (count > 0 && !handles) return CUDA_ERROR_INVALID_VALUE;
  graph->search++;
  for (size_t index = 0; index < count; index++) {
    struct node *node = object_find(handles[index], OBJECT_NODE);
    if (!node) return CUDA_ERROR_INVALID_HANDLE;
    if (node->graph != graph || node->search == graph->search) return CUDA_ERROR_INVALID_VALUE;
    node->search = graph->search;
    indices[index] = node->index;
  }
  return CUDA_SUCCESS;
}

/// Adds a node, which takes the work over; without a handle or with wrong dependencies, the work goes.
static CUresult add_node(
  CUgraphNode *handle, CUgraph graphHandle, const CUgraphNode *dependencies, size_t dependencyCount, struct work *work) {
  struct graph *graph = object_find(graphHandle, OBJECT_GRAPH);
  CUresult result = !graph ? CUDA_ERROR_INVALID_HANDLE : !handle ? CUDA_ERROR_INVALID_VALUE : CUDA_SUCCESS;
  int *indices = calloc(dependencyCount + 1, sizeof *indices);
  if (result == CUDA_SUCCESS) result = find_dependencies(graph, dependencies, dependencyCount, indices);
  if (result != CUDA_SUCCESS) {
    free(indices);
    work_release(work);
    return result;
  }
  if (graph->count == graph->capacity) {
    graph->capacity = graph->capacity ? 2 * graph->capacity : 64;
    graph->nodes = realloc(graph->nodes, (size_t)graph->capacity * sizeof *graph->nodes);
  }
  struct node *node = object_create(OBJECT_NODE, sizeof *node);
  node->graph = graph;
  node->index = graph->count;
  node->work = work;
  node->dependencies = indices;
  node->dependencyCount = (int)dependencyCount;
  graph->nodes[graph->count++] = node;
  graph->edgeCount += (int)dependencyCount;
  *handle = node->object.handle;
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuGraphCreate(CUgraph *handle, unsigned int flags) {
  ENTER(cuGraphCreate, NEEDS_DEVICE);
  if (!handle || flags != 0) return CUDA_ERROR_INVALID_VALUE;
  struct graph *graph = object_create(OBJECT_GRAPH, sizeof *graph);
  *handle = graph->object.handle;
  return CUDA_SUCCESS;
}

EXPORTED CUresult cuGraphDestroy(CUgraph handle) {
  ENTER(cuGraphDestroy, NEEDS_CONTEXT);
  struct graph *graph = object_find(handle, OBJECT_GRAPH);
  if (!graph) return CUDA_ERROR_INVALID_HANDLE;
  destroy(graph);
  return deviceFailure;
}

EXPORTED CUresult cuGraphAddKernelNode_v2(CUgraphNode *node, CUgraph graph, const CUgraphNode *dependencies,
  size_t dependencyCount, const CUDA_KERNEL_NODE_PARAMS *parameters) {
  ENTER(cuGraphAddKernelNode_v2, NEEDS_DEVICE);
  if (!parameters || parameters->kern) return CUDA_ERROR_INVALID_VALUE;
  if (parameters->ctx && !object_find(parameters->ctx, OBJECT_CONTEXT)) return CUDA_ERROR_INVALID_CONTEXT;
  struct launch launch = {
    parameters->func,
    {parameters->gridDimX, parameters->gridDimY, parameters->gridDimZ},
    {parameters->blockDimX, parameters->blockDimY, parameters->blockDimZ},
    parameters->sharedMemBytes,
    parameters->kernelParams,
    parameters->extra,
  };
  struct work *work;
  CUresult result = launch_create(&launch, &work);
  return result != CUDA_SUCCESS ? result : add_node(node, graph, dependencies, dependencyCount, work);
}

EXPORTED CUresult cuGraphKernelNodeSetAttribute(
  CUgraphNode handle, CUlaunchAttributeID attribute, const CUlaunchAttributeValue *value) {
  ENTER(cuGraphKernelNodeSetAttribute, NEEDS_DEVICE);
  struct node *node = object_find(handle, OBJECT_NODE);
  if (!node || node->work->kind != WORK_LAUNCH) return CUDA_ERROR_INVALID_HANDLE;
  // Priorities change the order of work alone, which is random here.
  return value && attribute == CU_LAUNCH_ATTRIBUTE_PRIORITY ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

EXPORTED CUresult cuGraphAddMemcpyNode(CUgraphNode *node, CUgraph graph, const CUgraphNode *dependencies,
  size_t dependencyCount, const CUDA_MEMCPY3D *parameters, CUcontext context) {
  ENTER(cuGraphAddMemcpyNode, NEEDS_DEVICE);
  if (!object_find(context, OBJECT_CONTEXT)) return CUDA_ERROR_INVALID_CONTEXT;
  struct work *work;
  CUresult result = node_copy_create(parameters, &work);
  return result != CUDA_SUCCESS ? result : add_node(node, graph, dependencies, dependencyCount, work);
}

EXPORTED CUresult cuGraphAddMemsetNode(CUgraphNode *node, CUgraph graph, const CUgraphNode *dependencies,
  size_t dependencyCount, const CUDA_MEMSET_NODE_PARAMS *parameters, CUcontext context) {
  ENTER(cuGraphAddMemsetNode, NEEDS_DEVICE);
  if (!object_find(context, OBJECT_CONTEXT)) return CUDA_ERROR_INVALID_CONTEXT;
  struct work *work;
  CUresult result = node_fill_create(parameters, &work);
  return result != CUDA_SUCCESS ? result : add_node(node, graph, dependencies, dependencyCount, work);
}
