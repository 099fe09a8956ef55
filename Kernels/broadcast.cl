// Binary operations on arrays that are broadcast against each other, as NumPy does it.
//   add           a + b          multiply      a · b
//   subtract      a - b          divide        a / b
//   divide_slope  -a / b^2, the derivative of a / b by b
//   expand        output = scale · input, repeated along the axes that it lacks
//
// The host merges the output's axes to at most RANK, the last one fastest; an operand's stride is 0 along the
// axes it is repeated along, and 0 or 1 along the last.
//
// global size: {ceil(count / CHUNK)}; a work-item takes CHUNK consecutive elements of the output

#ifndef CHUNK
#define CHUNK 1
#endif
#define RANK 6

#define AXES(name) int name##0, int name##1, int name##2, int name##3, int name##4, int name##5
#define LIST(name) {name##0, name##1, name##2, name##3, name##4, name##5}

// Where element `index` of the output lies along each axis.
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

// To the start of the next row.
static inline void next_row(int* at, const int* size) {
  at[RANK - 1] = 0;
  for (int axis = RANK - 2; axis >= 0; axis--) {
    if (++at[axis] < size[axis]) return;
    at[axis] = 0;
  }
}

// Full vectors of a row.
static inline floatv load_row(GLOBAL const float* row, int i, int stride) {
  return stride ? load_part(row + i, WIDTH, 0) : (floatv)(row[0]);
}

#define BINARY(name, expression)                                                                      \
  KERNEL void name(GLOBAL const float* a, /* [any that broadcasts] */                                 \
                   GLOBAL const float* b, /* [any that broadcasts] */                                 \
                   GLOBAL float* output,  /* [count] */                                               \
                   int count, AXES(size), AXES(a_stride), AXES(b_stride)) {                           \
    const int size[RANK] = LIST(size), a_stride[RANK] = LIST(a_stride), b_stride[RANK] = LIST(b_stride); \
    int start = get_global_id(0) * CHUNK, end = min(start + CHUNK, count), at[RANK];                  \
    locate(start, size, at);                                                                          \
    for (int i = start; i < end; next_row(at, size)) {                                                \
      GLOBAL const float* a_row = a + offset(at, a_stride);                                           \
      GLOBAL const float* b_row = b + offset(at, b_stride);                                           \
      int n = min(size[RANK - 1] - at[RANK - 1], end - i), j = 0;                                     \
      for (; j <= n - WIDTH; j += WIDTH) {                                                            \
        floatv x = load_row(a_row, j, a_stride5), y = load_row(b_row, j, b_stride5);                  \
        store_part(expression, output + i + j, WIDTH);                                                \
      }                                                                                               \
      for (; j < n; j++) {                                                                            \
        float x = a_row[j * a_stride5], y = b_row[j * b_stride5];                                     \
        output[i + j] = expression;                                                                   \
      }                                                                                               \
      i += n;                                                                                         \
    }                                                                                                 \
  }

BINARY(add, x + y)
BINARY(subtract, x - y)
BINARY(multiply, x* y)
BINARY(divide, x / y)
BINARY(divide_slope, -x / (y * y))

KERNEL void expand(GLOBAL const float* input,  // [any that broadcasts]
                   GLOBAL float* output,       // [count]
                   float scale, int count, AXES(size), AXES(stride)) {
  const int size[RANK] = LIST(size), stride[RANK] = LIST(stride);
  int start = get_global_id(0) * CHUNK, end = min(start + CHUNK, count), at[RANK];
  locate(start, size, at);
  for (int i = start; i < end; next_row(at, size)) {
    GLOBAL const float* row = input + offset(at, stride);
    int n = min(size[RANK - 1] - at[RANK - 1], end - i), j = 0;
    for (; j <= n - WIDTH; j += WIDTH) store_part(scale * load_row(row, j, stride5), output + i + j, WIDTH);
    for (; j < n; j++) output[i + j] = scale * row[j * stride5];
    i += n;
  }
}
