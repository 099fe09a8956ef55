// The gradients of a linear layer's weight and bias for few inputs, on CPUs:
//   weight_gradient[o, i] += Σ_r output_gradient[r, o] · input[r, i]
//   bias_gradient[o] += Σ_r output_gradient[r, o]
// The lanes are outputs, which are adjacent, so that nothing is packed; the inputs of a row are broadcast.
//
// The rows are summed in blocks of BLOCK_ROWS, and the blocks in order.
//
// global size: {ceil(outputs / item_outputs)}, local size {1}

// The number of inputs, 1 to WIDTH.
#ifndef INPUTS
#define INPUTS 16
#endif
// Whether there is a bias.
#ifndef HAS_BIAS
#define HAS_BIAS 1
#endif
#ifndef BLOCK_ROWS
#define BLOCK_ROWS 64
#endif
// The number of vectors of outputs that a work-item has room for.
#ifndef ITEM_VECTORS
#define ITEM_VECTORS 20
#endif

#define SUMS (INPUTS + HAS_BIAS)

// Transposes 16 vectors of 16 lanes: in each step, vectors whose numbers differ in one bit exchange the lanes with
// that bit.
static inline void transpose(floatv v[WIDTH]) {
#define STEP(BIT, LOW, HIGH)                          \
  _Pragma("unroll") for (int i = 0; i < WIDTH; i++) { \
    if (!(i & BIT)) {                                 \
      floatv a = v[i], b = v[i | BIT];                \
      v[i] = shuffle2(a, b, (uint16)LOW);             \
      v[i | BIT] = shuffle2(a, b, (uint16)HIGH);      \
    }                                                 \
  }
  STEP(1, (0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30),
       (1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31))
  STEP(2, (0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29),
       (2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31))
  STEP(4, (0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27),
       (4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31))
  STEP(8, (0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
       (8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31))
#undef STEP
}

// The sums over `rows` rows for a vector of outputs, of which the first `lanes` exist.
static inline __attribute__((always_inline)) void add_rows(GLOBAL const float* dy, GLOBAL const float* x, int rows,
                                                           int outputs, int lanes, floatv sum[SUMS]) {
  for (int r = 0; r < rows; r++, dy += outputs, x += INPUTS) {
    floatv gradient = load_part(dy, lanes, 0);
#pragma unroll
    for (int i = 0; i < INPUTS; i++) sum[i] = fma(gradient, (floatv)(x[i]), sum[i]);
#if HAS_BIAS
    sum[INPUTS] += gradient;
#endif
  }
}

__attribute__((reqd_work_group_size(1, 1, 1))) KERNEL void linear_parameter_gradients(
    GLOBAL const float* output_gradient,  // [rows, outputs]
    GLOBAL const float* input,            // [rows, INPUTS]
    GLOBAL float* weight_gradient,        // [outputs, INPUTS]
    GLOBAL float* bias_gradient,          // [outputs]; read and written where HAS_BIAS
    int rows, int outputs,
    int item_outputs) {  // a multiple of WIDTH
  LOCAL floatv total[ITEM_VECTORS][SUMS];
  int first = (int)get_group_id(0) * item_outputs, last = min(first + item_outputs, outputs);
  for (int top = 0; top < rows; top += BLOCK_ROWS) {
    int count = min(BLOCK_ROWS, rows - top);
    GLOBAL const float* x = input + (long)top * INPUTS;
    for (int o = first; o < last; o += WIDTH) {
      GLOBAL const float* dy = output_gradient + (long)top * outputs + o;
      LOCAL floatv* to = total[(o - first) / WIDTH];
      floatv sum[SUMS];
#pragma unroll
      for (int i = 0; i < SUMS; i++) sum[i] = 0;
      if (last - o >= WIDTH) {
        add_rows(dy, x, count, outputs, WIDTH, sum);
      } else {
        add_rows(dy, x, count, outputs, last - o, sum);
      }
#pragma unroll
      for (int i = 0; i < SUMS; i++) to[i] = top == 0 ? sum[i] : to[i] + sum[i];
    }
  }
  for (int o = first; o < last; o += WIDTH) {
    LOCAL const floatv* from = total[(o - first) / WIDTH];
    int lanes = min(last - o, WIDTH);
    floatv v[WIDTH];
#pragma unroll
    for (int i = 0; i < WIDTH; i++) v[i] = i < INPUTS ? from[i < INPUTS ? i : 0] : 0;
    transpose(v);
#pragma unroll
    for (int i = 0; i < WIDTH; i++) {
      if (i < lanes) {
        GLOBAL float* to = weight_gradient + (long)(o + i) * INPUTS;
        store_part(load_part(to, INPUTS, 0) + v[i], to, INPUTS);
      }
    }
#if HAS_BIAS
    GLOBAL float* to = bias_gradient + o;
    store_part(load_part(to, lanes, 0) + from[INPUTS], to, lanes);
#endif
  }
}
