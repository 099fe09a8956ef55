// The indices of elements in arrays that are broadcast by NumPy's rule, for kernels whose text the host writes
// (PointwiseExpression.swift).
//
// The host merges the output's axes to at most RANK axes, of which the last is contiguous. An operand's stride is 0
// along the axes along which it is repeated, and 0 or 1 along the last axis.
//
// global size: {ceil(count / CHUNK)}; a work-item takes CHUNK consecutive elements of the output

#ifndef CHUNK
#define CHUNK 1
#endif
#define RANK 6

#define AXES(name) int name##0, int name##1, int name##2, int name##3, int name##4, int name##5
#define LIST(name) {name##0, name##1, name##2, name##3, name##4, name##5}

// The index of element `index` of the output along each axis.
static inline void locate(int index, const int* size, int* at) {
  for (int axis = RANK - 1; axis >= 0; axis--) {
    at[axis] = index % size[axis];
    index /= size[axis];
  }
}

static inline int offset(const int* at, const int* stride) {
  int sum = 0;
  for (int axis = 0; axis < RANK; axis++) sum += at[axis] * stride[axis];
  return sum;
}

// Moves to the start of the next row.
static inline void next_row(int* at, const int* size) {
  at[RANK - 1] = 0;
  for (int axis = RANK - 2; axis >= 0; axis--) {
    if (++at[axis] < size[axis]) return;
    at[axis] = 0;
  }
}
