// Convolutions by 3 x 3 weights with stride 1 and padding 1 by Winograd's algorithms (Lavin and Gray 2016, "Fast
// algorithms for convolutional neural networks", section 4), for CPUs.
//
// A tile of TILE_HEIGHT x TILE_WIDTH output pixels needs POINTS = (TILE_HEIGHT + 2) * (TILE_WIDTH + 2) products for
// each pair of channels, where windows need 9 for each pixel:
//
//   output tile        Y = A' [(G w G') * (B' d B)] A      w a channel pair's weight, d the input tile, * per element
//   weight's gradient  dW = G' [sum over tiles of (B' d B) * (A dY A')] G
//
// The input gradient is the convolution of the output's gradient by the weight with its taps in reverse order and its
// channels exchanged. At each point the sums over channels (or tiles) are a matrix product.
//
//   winograd_weight               global size {vectors of n, blocks of k}
//   winograd_forward              global size {blocks of tiles, blocks of n}
//   winograd_weight_gradient      global size {blocks of n, blocks of m, parts}
//   winograd_weight_gradient_sum  global size {vectors of n, m}
//
// The local size is 1. A tile extends beyond the image's edge if its size does not divide the image's: elements
// outside are zero, and not stored. A vector is WIDTH channels of a pixel. winograd_transforms.cl and epilogue.cl
// precede this file.

#ifndef TILE_HEIGHT
#define TILE_HEIGHT 4
#endif
#ifndef TILE_WIDTH
#define TILE_WIDTH 4
#endif
#ifndef ROWS
#define ROWS 12
#endif
#ifndef VECTORS
#define VECTORS 2
#endif
// The number of floats of local memory.
#ifndef CAPACITY
#define CAPACITY 131072
#endif

#define COLUMNS (VECTORS * WIDTH)
// The number of floats between the arrays of two points, so that they do not fall into the same cache sets.
#define GAP 16
#define POINT_ROWS (TILE_HEIGHT + 2)
#define POINT_COLUMNS (TILE_WIDTH + 2)
#define POINTS (POINT_ROWS * POINT_COLUMNS)

#define JOIN(a, b) a##b
#define TRANSFORM(name, size) JOIN(name, size)

INLINE float16 load16_local(LOCAL const float* p) { return *(LOCAL const float16_unaligned*)p; }
INLINE void store16_local(float16 value, LOCAL float* p) { *(LOCAL float16_unaligned*)p = value; }

// The place of a tile: that of its first output pixel.
typedef struct {
  int image, y, x;
} Tile;

INLINE Tile tile_at(int index, int height, int width) {
  int across = (width + TILE_WIDTH - 1) / TILE_WIDTH, down = (height + TILE_HEIGHT - 1) / TILE_HEIGHT;
  int row = index / across;
  Tile tile = {row / down, row % down * TILE_HEIGHT, (index - row * across) * TILE_WIDTH};
  return tile;
}

// Sets `count` masks to -1 if 0 <= first + i < size, else to 0; by arithmetic, because a comparison would become a
// branch.
INLINE void mask_inside(int* mask, int count, int first, int size) {
  UNROLL for (int i = 0; i < count; i++) mask[i] = ~(((first + i) | (size - 1 - first - i)) >> 31);
}

// The first n lanes. The mask is -1, or 0 to read none, because the pixel is outside the image.
#ifdef HAS_MASKED_VECTORS
INLINE ushort lanes_inside(int n, int mask) { return ((1 << clamp(n, 0, 16)) - 1) & mask; }
INLINE float16 load_pixel(GLOBAL const float* p, int n, int mask) {
  return __builtin_ia32_loadups512_mask(p, (float16)(0), lanes_inside(n, mask));
}
INLINE void store_pixel(float16 value, GLOBAL float* p, int n, int mask) {
  __builtin_ia32_storeups512_mask(p, value, lanes_inside(n, mask));
}
#else
INLINE float16 load_pixel(GLOBAL const float* p, int n, int mask) { return mask ? load_part(p, n, 0) : 0; }
INLINE void store_pixel(float16 value, GLOBAL float* p, int n, int mask) {
  if (mask) store_part(value, p, n);
}
#endif

// Points of tiles are stored as [point][vector of channels][tile][WIDTH], with `stride` floats between points.

// Transforms the input tiles [first, first + count), with `channels` channels from `image` on; further channels up to
// `padded` are zero.
INLINE void transform_input(LOCAL float* points, int stride, GLOBAL const float* image, int first, int count,
                            int padded, int height, int width, int image_channels, int channels) {
  for (int t = 0; t < padded; t++) {
    Tile tile = tile_at(first + t, height, width);
    int top = tile.y - 1, left = tile.x - 1;
    long corner = ((long)tile.image * height + top) * width + left;
    int inside_rows[POINT_ROWS], inside_columns[POINT_COLUMNS];
    mask_inside(inside_rows, POINT_ROWS, top, height);
    mask_inside(inside_columns, POINT_COLUMNS, left, width);
    for (int c = 0; c < channels; c += 16) {
      LOCAL float* to = points + (c / 16 * padded + t) * 16;
      int lanes = t < count ? channels - c : 0;
#define LOAD_INPUT(row, column)                                                     \
  load_pixel(image + (corner + (row)*width + (column)) * image_channels + c, lanes, \
             inside_rows[row] & inside_columns[column])
#define STORE_POINT(row, column, value) store16_local(value, to + ((row)*POINT_COLUMNS + (column)) * stride)
      TRANSFORM_BOTH(POINT_ROWS, POINT_COLUMNS, POINT_ROWS, POINT_COLUMNS, TRANSFORM(input_, TILE_HEIGHT),
                     TRANSFORM(input_, TILE_WIDTH), LOAD_INPUT, STORE_POINT)
    }
  }
}

// Micro-kernels keep R rows and V vectors of columns of a product in registers.
#define EACH(R, V, statement)                                                                                    \
  UNROLL for (int r = 0; r < R; r++) {                                                                           \
    UNROLL for (int v = 0; v < V; v++) statement;                                                                \
  }

// c[r][n] = the sum over k of a[r][k] * b[k][n]. Along k, a has vectors that are `chunk` floats apart.
#define FORWARD_MICRO(R, V)                                                                                      \
  static void forward_##R##_##V(LOCAL const float* a, int chunk, GLOBAL const float* b, int depth,               \
                                LOCAL float* c) {                                                                \
    float16 sum[R][V];                                                                                           \
    EACH(R, V, sum[r][v] = (float16)(0))                                                                         \
    for (; depth > 0; depth -= 16, a += chunk) {                                                                 \
      int end = min(depth, 16);                                                                                  \
      for (int k = 0; k < end; k++, b += COLUMNS) {                                                              \
        float16 right[V];                                                                                        \
        UNROLL for (int v = 0; v < V; v++) right[v] = load16(b + v * 16);                                        \
        UNROLL for (int r = 0; r < R; r++) {                                                                     \
          float16 left = (float16)(a[r * 16 + k]);                                                               \
          UNROLL for (int v = 0; v < V; v++) sum[r][v] = fma(left, right[v], sum[r][v]);                         \
        }                                                                                                        \
      }                                                                                                          \
    }                                                                                                            \
    EACH(R, V, store16_local(sum[r][v], c + r * COLUMNS + v * 16))                                               \
  }

// c[r][n] = (or += if it `adds`) the sum over tiles of a[tile][r] * b[tile][n]. The vectors of b are `step` floats
// apart.
#define GRADIENT_MICRO(R, V)                                                                                     \
  static void gradient_##R##_##V(LOCAL const float* a, LOCAL const float* b, int step, int tiles, bool adds,     \
                                 GLOBAL float* c, int ldc) {                                                     \
    float16 sum[R][V];                                                                                           \
    EACH(R, V, sum[r][v] = (float16)(0))                                                                         \
    for (int t = 0; t < tiles; t++, a += 16, b += 16) {                                                          \
      float16 right[V];                                                                                          \
      UNROLL for (int v = 0; v < V; v++) right[v] = load16_local(b + v * step);                                  \
      UNROLL for (int r = 0; r < R; r++) {                                                                       \
        float16 left = (float16)(a[r]);                                                                          \
        UNROLL for (int v = 0; v < V; v++) sum[r][v] = fma(left, right[v], sum[r][v]);                           \
      }                                                                                                          \
    }                                                                                                            \
    if (adds) {                                                                                                  \
      EACH(R, V, store16(load16(c + r * ldc + v * 16) + sum[r][v], c + r * ldc + v * 16))                        \
    } else {                                                                                                     \
      EACH(R, V, store16(sum[r][v], c + r * ldc + v * 16))                                                       \
    }                                                                                                            \
  }

// The numbers of rows of a register tile: a full one, and the step to which the last ones are padded. Gradients take
// a part of a vector of channels.
#define ROW_STEP 4
#if VECTORS == 2
#define MICRO_KERNELS(kind, R) kind(R, 1) kind(R, 2)
#define RUN_MICRO(name, arguments) (vectors == 2 ? name##_2 arguments : name##_1 arguments)
#else
#define MICRO_KERNELS(kind, R) kind(R, 1)
#define RUN_MICRO(name, arguments) name##_1 arguments
#endif
MICRO_KERNELS(FORWARD_MICRO, 4)
#if ROWS == 12
#define FULL_ROWS 12
#define GRADIENT_ROWS 8
MICRO_KERNELS(FORWARD_MICRO, 8)
MICRO_KERNELS(FORWARD_MICRO, 12)
MICRO_KERNELS(GRADIENT_MICRO, 8)
#else
#define FULL_ROWS 4
#define GRADIENT_ROWS 4
MICRO_KERNELS(GRADIENT_MICRO, 4)
#endif

// At most FULL_ROWS rows, a multiple of ROW_STEP.
INLINE void run_forward(int rows, int vectors, LOCAL const float* a, int chunk, GLOBAL const float* b, int depth,
                        LOCAL float* c) {
#if ROWS == 12
  if (rows >= 12) {
    RUN_MICRO(forward_12, (a, chunk, b, depth, c));
    return;
  }
  if (rows == 8) {
    RUN_MICRO(forward_8, (a, chunk, b, depth, c));
    return;
  }
#endif
  RUN_MICRO(forward_4, (a, chunk, b, depth, c));
}

INLINE void run_gradient(int vectors, LOCAL const float* a, LOCAL const float* b, int step, int tiles, bool adds,
                         GLOBAL float* c, int ldc) {
#if ROWS == 12
  RUN_MICRO(gradient_8, (a, b, step, tiles, adds, c, ldc));
#else
  RUN_MICRO(gradient_4, (a, b, step, tiles, adds, c, ldc));
#endif
}

INLINE int round_up(int value, int unit) { return (value + unit - 1) / unit * unit; }

// transformed = G w G', in panels of COLUMNS columns; lanes past n are zero.
__attribute__((reqd_work_group_size(1, 1, 1))) KERNEL void winograd_weight(
    GLOBAL const float* weight,  // [3, 3, k_count, n_count], or [3, 3, n_count, k_count] where `reversed`
    GLOBAL float* transformed,   // [panels, POINTS, k_count * COLUMNS + GAP]
    int k_count, int n_count, int k_block, int reversed) {
  int n = (int)get_group_id(0) * 16, k0 = (int)get_group_id(1) * k_block, k1 = min(k0 + k_block, k_count);
  int lanes = n_count - n;
  int point = k_count * COLUMNS + GAP;
  GLOBAL float* panel = transformed + (long)(n / COLUMNS) * POINTS * point + n % COLUMNS;
  for (int k = k0; k < k1; k++) {
    float16 taps[9];
    if (reversed) {
      float lane[16];
      for (int tap = 0; tap < 9; tap++) {
        GLOBAL const float* from = weight + ((long)(8 - tap) * n_count + n) * k_count + k;
        for (int i = 0; i < 16; i++) lane[i] = i < lanes ? from[(long)i * k_count] : 0;
        taps[tap] = vload16(0, lane);
      }
    } else {
      for (int tap = 0; tap < 9; tap++) {
        taps[tap] = load_part(weight + ((long)tap * k_count + k) * n_count + n, lanes, 0);
      }
    }
#define LOAD_TAP(row, column) taps[(row)*3 + (column)]
#define STORE_WEIGHT(row, column, value) \
  store16(value, panel + (long)((row)*POINT_COLUMNS + (column)) * point + k * COLUMNS)
    TRANSFORM_BOTH(3, 3, POINT_ROWS, POINT_COLUMNS, TRANSFORM(weight_, TILE_HEIGHT), TRANSFORM(weight_, TILE_WIDTH),
                   LOAD_TAP, STORE_WEIGHT)
  }
}

// A work-item transforms tile_block tiles of the input, and computes n_block channels of their outputs, to which it
// applies epilogue.cl.
__attribute__((reqd_work_group_size(1, 1, 1))) KERNEL void winograd_forward(
    GLOBAL const float* input,        // [images, height, width, k_count]
    GLOBAL const float* transformed,  // [panels, POINTS, k_count * COLUMNS + GAP]
    GLOBAL const float* bias,         // [n_count]; read where has_bias
    GLOBAL float* output,             // [images, height, width, n_count]
    int height, int width, int k_count, int n_count, int tiles, int tile_block, int n_block,
    int has_bias, GLOBAL const float* gate) {
  LOCAL float scratch[CAPACITY] __attribute__((aligned(64)));
  int first = (int)get_group_id(0) * tile_block, count = min(tile_block, tiles - first);
  int padded = round_up(count, ROW_STEP), chunk = padded * 16;
  int input_stride = round_up(k_count, 16) * padded + GAP, output_stride = padded * COLUMNS + GAP;
  LOCAL float* products = scratch + POINTS * input_stride;
  transform_input(scratch, input_stride, input, first, count, padded, height, width, k_count, k_count);

  int n0 = (int)get_group_id(1) * n_block, n1 = min(n0 + n_block, n_count);
  for (int n = n0; n < n1; n += COLUMNS) {
    GLOBAL const float* panel = transformed + (long)(n / COLUMNS) * POINTS * (k_count * COLUMNS + GAP);
    int vectors = n1 - n > 16 ? VECTORS : 1;
    for (int p = 0; p < POINTS; p++) {
      for (int r = 0; r < padded; r += FULL_ROWS) {
        LOCAL const float* a = scratch + p * input_stride + r * 16;
        LOCAL float* c = products + p * output_stride + r * COLUMNS;
        run_forward(padded - r, vectors, a, chunk, panel, k_count, c);
      }
      panel += k_count * COLUMNS + GAP;
    }
    for (int t = 0; t < count; t++) {
      Tile tile = tile_at(first + t, height, width);
      int inside_rows[TILE_HEIGHT], inside_columns[TILE_WIDTH];
      mask_inside(inside_rows, TILE_HEIGHT, tile.y, height);
      mask_inside(inside_columns, TILE_WIDTH, tile.x, width);
      for (int v = 0; v < vectors; v++) {
        int place = n + v * 16, lanes = n1 - place;
        float16 start = 0;
        if (has_bias) start = load_part(bias + place, lanes, 0);
        LOCAL const float* from = products + t * COLUMNS + v * 16;
        long corner = (((long)tile.image * height + tile.y) * width + tile.x) * n_count + place;
#define LOAD_PRODUCT(row, column) load16_local(from + ((row)*POINT_COLUMNS + (column)) * output_stride)
#define STORE_OUTPUT(row, column, value)                                              \
  {                                                                                   \
    int mask = inside_rows[row] & inside_columns[column];                             \
    long at = corner + ((row)*width + (column)) * n_count;                            \
    store_pixel(EPILOGUE(value + start, at, lanes & mask), output + at, lanes, mask); \
  }
        TRANSFORM_BOTH(POINT_ROWS, POINT_COLUMNS, TILE_HEIGHT, TILE_WIDTH, TRANSFORM(output_, TILE_HEIGHT),
                       TRANSFORM(output_, TILE_WIDTH), LOAD_PRODUCT, STORE_OUTPUT)
      }
    }
  }
}

// A work-item sums m_block x n_block channel pairs over the tiles of one part.
__attribute__((reqd_work_group_size(1, 1, 1))) KERNEL void winograd_weight_gradient(
    GLOBAL const float* input,            // [images, height, width, m_count]
    GLOBAL const float* output_gradient,  // [images, height, width, n_count]
    GLOBAL float* sums,                   // [parts, POINTS, m_size * n_size + GAP], m_size and n_size as below
    int height, int width, int m_count, int n_count, int tiles, int tile_block, int m_block, int n_block,
    int part_tiles) {
  LOCAL float scratch[CAPACITY] __attribute__((aligned(64)));
  int n0 = (int)get_group_id(0) * n_block, nc = min(n_block, n_count - n0);
  int m0 = (int)get_group_id(1) * m_block, mc = min(m_block, m_count - m0);
  int part = (int)get_group_id(2), begin = part * part_tiles, end = min(begin + part_tiles, tiles);
  int n_size = round_up(n_count, COLUMNS), point = round_up(m_count, 16) * n_size + GAP;
  sums += (long)part * POINTS * point + (long)m0 * n_size + n0;
  int left_stride = round_up(mc, 16) * tile_block + GAP, right_stride = round_up(nc, 16) * tile_block + GAP;
  LOCAL float* gradients = scratch + POINTS * left_stride;
  for (int first = begin; first < end; first += tile_block) {
    int count = min(tile_block, end - first);
    transform_input(scratch, left_stride, input + m0, first, count, count, height, width, m_count, mc);
    for (int t = 0; t < count; t++) {
      Tile tile = tile_at(first + t, height, width);
      long corner = ((long)tile.image * height + tile.y) * width + tile.x;
      int inside_rows[TILE_HEIGHT], inside_columns[TILE_WIDTH];
      mask_inside(inside_rows, TILE_HEIGHT, tile.y, height);
      mask_inside(inside_columns, TILE_WIDTH, tile.x, width);
      for (int c = 0; c < nc; c += 16) {
        LOCAL float* to = gradients + (c / 16 * count + t) * 16;
        int lanes = nc - c;
#define LOAD_GRADIENT(row, column)                                                          \
  load_pixel(output_gradient + (corner + (row)*width + (column)) * n_count + n0 + c, lanes, \
             inside_rows[row] & inside_columns[column])
#define STORE_GRADIENT(row, column, value) store16_local(value, to + ((row)*POINT_COLUMNS + (column)) * right_stride)
        TRANSFORM_BOTH(TILE_HEIGHT, TILE_WIDTH, POINT_ROWS, POINT_COLUMNS, TRANSFORM(output_gradient_, TILE_HEIGHT),
                       TRANSFORM(output_gradient_, TILE_WIDTH), LOAD_GRADIENT, STORE_GRADIENT)
      }
    }
    for (int p = 0; p < POINTS; p++) {
      for (int n = 0; n < nc; n += COLUMNS) {
        LOCAL const float* b = gradients + p * right_stride + n * count;
        for (int m = 0; m < mc; m += GRADIENT_ROWS) {
          LOCAL const float* a = scratch + p * left_stride + m / 16 * 16 * count + m % 16;
          GLOBAL float* to = sums + (long)p * point + m * n_size + n;
          run_gradient(nc - n > 16 ? VECTORS : 1, a, b, count * 16, count, first > begin, to, n_size);
        }
      }
    }
  }
}

// weight_gradient += G' (the sum of all parts) G.
KERNEL void winograd_weight_gradient_sum(GLOBAL const float* sums,       // [parts, POINTS, m_size * n_size + GAP]
                                         GLOBAL float* weight_gradient,  // [3, 3, m_count, n_count]
                                         int m_count, int n_count, int parts) {
  int n = (int)get_global_id(0) * 16, m = (int)get_global_id(1);
  long n_size = round_up(n_count, COLUMNS), point = round_up(m_count, 16) * n_size + GAP;
  float16 points[POINTS];
  for (int p = 0; p < POINTS; p++) {
    float16 sum = 0;
    for (int part = 0; part < parts; part++) sum += load16(sums + ((long)part * POINTS + p) * point + m * n_size + n);
    points[p] = sum;
  }
#define LOAD_SUM(row, column) points[(row)*POINT_COLUMNS + (column)]
#define STORE_TAP(row, column, value)                                                              \
  {                                                                                                \
    GLOBAL float* to = weight_gradient + ((long)((row)*3 + (column)) * m_count + m) * n_count + n; \
    store_part(load_part(to, n_count - n, 0) + value, to, n_count - n);                            \
  }
  TRANSFORM_BOTH(POINT_ROWS, POINT_COLUMNS, 3, 3, TRANSFORM(weight_gradient_, TILE_HEIGHT),
                 TRANSFORM(weight_gradient_, TILE_WIDTH), LOAD_SUM, STORE_TAP)
}
