// Matrix products for CPUs: C[m, n] (+)= sum over k of A[m, k] * B[k, n], and the convolutions, which are the
// same product with A or B read as the patches of an image, or C added into one.
//
// A work-item computes a block of C. For every KC of k it packs B into panels of COLUMNS columns (local memory,
// sized for the L2 cache) and A into tiles of ROWS rows (the L1 cache); a micro-kernel then keeps a ROWS x
// COLUMNS tile of C in registers.
//
// Macros, besides the tile sizes and those of epilogue.cl, which precedes this file:
//   A_SOURCE   0: A[m][k]     1: A[k][m]     2: patches, m is a pixel     3: patches, k is a pixel
//   B_SOURCE   0: B[k][n]     1: B[n][k]     2: patches, k is a pixel
//              3: the taps of a convolution's weight [taps][n][channels] in reverse order; k is (tap, channel)
//   C_TARGET   0: C[m][n]     1: the tiles are added into an image, by product_lines.cl
//   IN_PLACE   1: the patches of A_SOURCE 2 are read where they lie: STEP elements lie between the windows of a
//              line, RUN form a line of a patch. No window leaves its image, a line of windows is no shorter than
//              ROWS, a block of m is whole lines, and the depth is all of k.
//              2: the rows of A_SOURCE 0 are read where they lie, which a tile of few columns does once or twice.
// global size: {blocks of n, blocks of m, batch or splits of k}, local size {1, 1, 1}
//
// Patches: the patch of pixel (y, x) of the small image is the kernel_height x kernel_width window of the large
// image [images, height, width, channels] at (y * stride - padding, x * stride - padding), in the order
// (ky, kx, channel); what lies outside the image is zero.

#ifndef ROWS
#define ROWS 12
#endif
#ifndef VECTORS
#define VECTORS 2
#endif
#ifndef KC
#define KC 288
#endif
#ifndef B_CAPACITY
#define B_CAPACITY 65536
#endif
#ifndef MC
#define MC 256
#endif
#ifndef A_SOURCE
#define A_SOURCE 0
#endif
#ifndef B_SOURCE
#define B_SOURCE 0
#endif
#ifndef C_TARGET
#define C_TARGET 0
#endif

#ifndef IN_PLACE
#define IN_PLACE 0
#endif

#define PATCHES_IN_PLACE (IN_PLACE == 1)
#define ROWS_IN_PLACE (IN_PLACE == 2)

#define COLUMNS (VECTORS * WIDTH)
#define K_MAJOR (A_SOURCE == 1 || A_SOURCE == 3)
// Strides of the packed A are a whole odd number of cache lines, so that rows fall into different cache sets.
#if K_MAJOR
#define A_STRIDE (MC + 16)
#define A_CAPACITY (KC * A_STRIDE)
#define A_AT(r, k) a[(k)*A_STRIDE + (r)]
#elif PATCHES_IN_PLACE
#define A_AT(r, k) a[(r)*STEP + (k)]
#elif ROWS_IN_PLACE
#define A_AT(r, k) row[r][k]
#else
#define A_STRIDE (KC + 16)
#define A_CAPACITY (ROWS * A_STRIDE)
#define A_AT(r, k) a[(r)*A_STRIDE + (k)]
#endif
#if IN_PLACE
#define A_SPACE GLOBAL
#else
#define A_SPACE LOCAL
#endif
#if PATCHES_IN_PLACE
// The lines of a patch are `lda` apart.
#define FOR_EACH_K                                 \
  for (int k = 0; k < kc; a += lda - RUN) \
    for (int line_end = k + RUN; k < line_end; k++)
#else
#define FOR_EACH_K for (int k = 0; k < kc; k++)
#endif

// A single tile of rows uses each element of B once, so that packing it would cost more than it saves.
#ifndef B_DIRECT
#define B_DIRECT 0
#endif
#if B_DIRECT
#define B_SPACE GLOBAL
#define B_VECTOR(v) load_part(b + (long)k * ldb + v * 16, columns - v * 16, 0)
#define B_PANEL(n) (b_source + (long)k0 * ldb + n0 + (n))
#else
#define B_SPACE LOCAL
#define B_VECTOR(v) load16_local(b + k * COLUMNS + v * 16)
#define B_PANEL(n) (b + (n)*kc)
#endif

#define INLINE static inline __attribute__((always_inline))
#define USES_PATCHES (A_SOURCE >= 2 || B_SOURCE >= 2 || C_TARGET == 1)

// An image and the windows on it.
typedef struct {
  int height, width, channels;                    // of the large image
  int small_height, small_width, small_channels;  // of the small image
  int kernel_height, kernel_width;
  int stride, padding;
} Geometry;

INLINE float16 load16_local(LOCAL const float* p) { return *(LOCAL const float16_unaligned*)p; }
INLINE void store16_local(float16 value, LOCAL float* p) { *(LOCAL float16_unaligned*)p = value; }

// Asks for what will be read soon: at the end of a page the processor does not look ahead by itself.
INLINE void fetch_floats(GLOBAL const float* p, int count) {
#if defined(__AVX512F__)
  for (int i = 0; i < count; i += 16) __builtin_prefetch(p + i);
#endif
}

// Copies `count` floats. Up to 15 more may be written after them, so memory is filled from its beginning to its
// end; reads stay before `end`.
INLINE void copy_floats(LOCAL float* to, GLOBAL const float* from, int count, GLOBAL const float* end) {
  int i = 0;
  for (; i + 16 <= count; i += 16) store16_local(load16(from + i), to + i);
  if (i < count && from + i + 16 <= end) {
    store16_local(load16(from + i), to + i);
    return;
  }
  if (count & 8) {
    vstore8(vload8(0, from + i), 0, to + i);
    i += 8;
  }
  if (count & 4) {
    vstore4(vload4(0, from + i), 0, to + i);
    i += 4;
  }
  for (; i < count; i++) to[i] = from[i];
}

INLINE void zero_floats(LOCAL float* to, int count) {
  int i = 0;
  for (; i + 16 <= count; i += 16) store16_local(0, to + i);
  for (; i < count; i++) to[i] = 0;
}

#if !K_MAJOR && !IN_PLACE
// Sets the rows past `rows` of packed A that the micro-kernel of the last tile reads.
INLINE void zero_rows(LOCAL float* a, int rows, int kc) {
  int whole = rows / ROWS * ROWS, rest = rows - whole;
  int read = rest == 0 ? 0 : rest <= 2 ? min(2, ROWS) : rest <= 6 ? min(6, ROWS) : rest <= 10 ? min(10, ROWS) : ROWS;
  for (int r = rest; r < read; r++) zero_floats(a + (whole + r) * A_STRIDE, kc);
}
#endif

#if A_SOURCE >= 2 || B_SOURCE == 2
// A small pixel's window on the large image.
typedef struct {
  int x, y;         // of the small pixel
  int top, left;    // of its window
  long image_line;  // of the large image's first line among all images' lines
} Window;

INLINE Window window_at(Geometry g, int pixel) {
  Window w;
  int rest = pixel / g.small_width;
  w.x = pixel - rest * g.small_width;
  w.y = rest % g.small_height;
  w.image_line = (long)(rest / g.small_height) * g.height;
  w.top = w.y * g.stride - g.padding;
  w.left = w.x * g.stride - g.padding;
  return w;
}

// Moves on to the next pixel.
INLINE void advance(Window* w, Geometry g) {
  w->left += g.stride;
  if (++w->x < g.small_width) return;
  w->x = 0;
  w->left = -g.padding;
  w->top += g.stride;
  if (++w->y < g.small_height) return;
  w->y = 0;
  w->top = -g.padding;
  w->image_line += g.height;
}

// Asks for what `lines` lines of the window's patch, from ky on, do not share with the patch before.
INLINE void fetch_patch(GLOBAL const float* image, Geometry g, Window w, int ky, int lines) {
  int row = g.width * g.channels, count = g.stride * g.channels;
  long begin = (w.image_line + w.top + ky) * row + (w.left + g.kernel_width) * g.channels - count;
  for (int line = 0; line < lines; line++, begin += row) fetch_floats(image + begin, count);
}

// Elements of the window's patch from (ky, offset) on, as many as `count`; a patch line has `run` elements.
INLINE void load_patch(LOCAL float* to, GLOBAL const float* image, GLOBAL const float* end, Geometry g, Window w,
                       int ky, int offset, int count) {
  int run = g.kernel_width * g.channels, row = g.width * g.channels;
  int begin = w.left * g.channels;
  GLOBAL const float* line = image + (w.image_line + w.top + ky) * row + begin;
  bool inside = begin >= 0 && begin + run <= row;
  for (int y = w.top + ky; count > 0; y++) {
    int length = min(run - offset, count);
    if (y < 0 || y >= g.height) {
      zero_floats(to, length);
    } else if (inside) {
      copy_floats(to, line + offset, length, end);
    } else {
      int first = begin + offset;
      int before = min(max(-first, 0), length), after = min(max(first + length - row, 0), length - before);
      zero_floats(to, before);
      copy_floats(to + before, line + offset + before, length - before - after, end);
      zero_floats(to + length - after, after);
    }
    to += length;
    count -= length;
    offset = 0;
    line += row;
  }
}
#endif

// One unaligned access: PoCL makes two of vload4.
typedef float4 float4_unaligned __attribute__((aligned(4)));
INLINE float4 load4(GLOBAL const float* p) { return *(GLOBAL const float4_unaligned*)p; }

// The transpose of 16 floats of each of 16 rows, `stride` apart: loads bring four rows to the lanes of a vector where
// a transpose of 4 x 4 within them suffices.
INLINE void load_transposed(GLOBAL const float* rows, long stride, float16 v[16]) {
#pragma unroll
  for (int i = 0; i < 16; i += 4) {
    float16 t[4];
#pragma unroll
    for (int r = 0; r < 4; r++) {
      GLOBAL const float* row = rows + r * stride + i;
      t[r] = (float16)(load4(row), load4(row + 4 * stride), load4(row + 8 * stride), load4(row + 12 * stride));
    }
#pragma unroll
    for (int r = 0; r < 4; r += 2) {
      float16 a = t[r], b = t[r + 1];
      t[r] = shuffle2(a, b, (uint16)(0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29));
      t[r + 1] = shuffle2(a, b, (uint16)(2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31));
    }
#pragma unroll
    for (int r = 0; r < 2; r++) {
      v[i + 2 * r] = shuffle2(t[r], t[r + 2], (uint16)(0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29));
      v[i + 2 * r + 1] = shuffle2(t[r], t[r + 2], (uint16)(2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31));
    }
  }
}

// kc rows and nc columns of a B that is stored transposed, [n][k], into panels of `depth` rows from row `at` on.
INLINE void pack_transposed(LOCAL float* to, GLOBAL const float* b, int ldb, int depth, int at, int kc, int nc) {
  for (int n = 0; n < nc; n += 16) {
    LOCAL float* panel = to + (n / COLUMNS * depth + at) * COLUMNS + n % COLUMNS;
    GLOBAL const float* from = b + (long)n * ldb;
    int lanes = min(nc - n, 16), k = 0;
    if (lanes == 16) {
      for (; k + 16 <= kc; k += 16) {
        float16 v[16];
        load_transposed(from + k, ldb, v);
#pragma unroll
        for (int i = 0; i < 16; i++) store16_local(v[i], panel + (k + i) * COLUMNS);
      }
    }
    for (; k < kc; k++) {
      for (int i = 0; i < 16; i++) panel[k * COLUMNS + i] = i < lanes ? from[(long)i * ldb + k] : 0;
    }
  }
}

// kc rows and nc columns of B into panels of `depth` rows from row `at` on; columns past nc are zero.
INLINE void pack_rows(LOCAL float* to, GLOBAL const float* b, int ldb, int depth, int at, int kc, int nc) {
  for (int k = 0; k < kc; k++) {
    GLOBAL const float* from = b + (long)k * ldb;
    for (int n = 0; n < nc; n += 16) {
      store16_local(load_part(from + n, nc - n, 0), to + (n / COLUMNS * depth + at + k) * COLUMNS + n % COLUMNS);
    }
  }
}

// Where the packed B has row k of the vector that begins at column n.
#define B_AT(n, k) (((n) / COLUMNS * kc + (k)) * COLUMNS + (n) % COLUMNS)

// Rows [k0, k0 + kc), columns [n0, n0 + nc) of B as panels [nc / COLUMNS][kc][COLUMNS]; columns past nc are zero.
INLINE void pack_b(LOCAL float* to, LOCAL float* line, GLOBAL const float* b, GLOBAL const float* end, int ldb, int k0,
                   int kc, int n0, int nc, Geometry g) {
#if B_SOURCE == 1
  pack_transposed(to, b + (long)n0 * ldb + k0, ldb, kc, 0, kc, nc);
#elif B_SOURCE == 3
  // ldb is the number of elements k of a tap; n counts the channels of the image that results.
  int taps = g.kernel_height * g.kernel_width;
  for (int k = k0; k < k0 + kc;) {
    int tap = k / ldb, inner = k - tap * ldb, length = min(ldb - inner, k0 + kc - k);
    GLOBAL const float* from = b + ((long)(taps - 1 - tap) * g.small_channels + n0) * ldb + inner;
    pack_transposed(to, from, ldb, kc, k - k0, length, nc);
    k += length;
  }
#elif B_SOURCE == 2
  int run = g.kernel_width * g.channels, ky = n0 / run, offset = n0 - ky * run;
  Window w = window_at(g, k0);
  for (int k = 0; k < kc; k++) {
    load_patch(line, b, end, g, w, ky, offset, nc);
    advance(&w, g);
    for (int n = 0; n < nc; n += 16) store16_local(load16_local(line + n), to + B_AT(n, k));
  }
#else
  pack_rows(to, b + (long)k0 * ldb + n0, ldb, kc, 0, kc, nc);
#endif
}

#if !IN_PLACE
// Rows [m, m + rows) and columns [k0, k0 + kc) of A, to A_AT; as many rows as the micro-kernel reads are set.
INLINE void pack_a(LOCAL float* a, GLOBAL const float* source, GLOBAL const float* end, int lda, int m, int rows, int k0,
                   int kc, Geometry g) {
#if A_SOURCE >= 2
  int run = g.kernel_width * g.channels;
#endif
#if K_MAJOR
  int padded = (rows + ROWS - 1) / ROWS * ROWS;
#if A_SOURCE == 3
  int ky = m / run, offset = m - ky * run;
  Window w = window_at(g, k0);
#endif
  for (int k = 0; k < kc; k++) {
#if A_SOURCE == 3
    load_patch(a + k * A_STRIDE, source, end, g, w, ky, offset, rows);
    advance(&w, g);
#else
    copy_floats(a + k * A_STRIDE, source + (long)(k0 + k) * lda + m, rows, end);
#endif
    for (int r = rows; r < padded; r++) a[k * A_STRIDE + r] = 0;
  }
#else
#if A_SOURCE == 2
  int ky = k0 / run, offset = k0 - ky * run;
  Window w = window_at(g, m), ahead = window_at(g, m + ROWS);
#endif
  for (int r = 0; r < rows; r++) {
#if A_SOURCE == 2
    load_patch(a + r * A_STRIDE, source, end, g, w, ky, offset, kc);
    advance(&w, g);
    fetch_patch(source, g, ahead, ky, (offset + kc + run - 1) / run);
    advance(&ahead, g);
#else
    copy_floats(a + r * A_STRIDE, source + (long)(m + r) * lda + k0, kc, end);
#endif
  }
  zero_rows(a, rows, kc);
#endif
}
#endif

// What a tile of C starts from.
#define START_ZERO 0
#define START_BIAS 1
#define START_OUTPUT 2

#if C_TARGET == 1
INLINE void add_floats(GLOBAL float* to, LOCAL const float* from, int count) {
  int i = 0;
  for (; i + 16 <= count; i += 16) store16(load16(to + i) + load16_local(from + i), to + i);
  for (; i + 4 <= count; i += 4) vstore4(vload4(0, to + i) + vload4(0, from + i), 0, to + i);
  for (; i < count; i++) to[i] += from[i];
}

// Sets `count` pixels to the bias, or to zero where there is none. Few channels are filled by 16 pixels at a time.
INLINE void fill_image(GLOBAL float* image, long count, int channels, GLOBAL const float* bias, LOCAL float* pattern) {
  int pixels = channels < 16 ? 16 : 1, period = pixels * channels;
  if (pixels > 1) {
    for (int i = 0; i < period; i++) pattern[i] = bias ? bias[i % channels] : 0;
  }
  for (; count > 0; count -= pixels, image += period) {
    int length = count < pixels ? (int)count * channels : period;
    for (int i = 0; i < length; i += 16) {
      float16 value = 0;
      if (pixels > 1) {
        value = load16_local(pattern + i);
      } else if (bias) {
        value = load_part(bias + i, length - i, 0);
      }
      store_part(value, image + i, length - i);
    }
  }
}
#endif

// The rows of a tile of R, those that do not exist being the last one.
#if ROWS_IN_PLACE
#define FIND_ROWS(R)                                                                                             \
  GLOBAL const float* row[R];                                                                                    \
  _Pragma("unroll") for (int r = 0; r < R; r++) row[r] = a + (long)min(r, rows - 1) * lda;
#else
#define FIND_ROWS(R)
#endif

// A tile of R rows and V vectors: the sum over kc of packed A times a panel of B, into C (or the local tile).
#define MICRO_KERNEL(R, V)                                                                                       \
  static int micro_##R##_##V(A_SPACE const float* a, int lda, B_SPACE const float* b, int ldb, int kc,           \
                             GLOBAL float* c, int ldc, int rows, int columns, int start,                         \
                             GLOBAL const float* bias, LOCAL float* tile) {                                      \
    FIND_ROWS(R)                                                                                                 \
    float16 sum[R][V];                                                                                           \
    _Pragma("unroll") for (int r = 0; r < R; r++) {                                                              \
      _Pragma("unroll") for (int v = 0; v < V; v++) sum[r][v] = (float16)(0);                                    \
    }                                                                                                            \
    FOR_EACH_K {                                                                                                 \
      float16 right[V];                                                                                          \
      _Pragma("unroll") for (int v = 0; v < V; v++) right[v] = B_VECTOR(v);                                      \
      _Pragma("unroll") for (int r = 0; r < R; r++) {                                                            \
        float16 left = (float16)(A_AT(r, k));                                                                    \
        _Pragma("unroll") for (int v = 0; v < V; v++) sum[r][v] = fma(left, right[v], sum[r][v]);                \
      }                                                                                                          \
    }                                                                                                            \
    STORE_TILE(R, V)                                                                                             \
  }

#if C_TARGET == 0
// Rows and columns of a tile that hangs over the edge of C.
INLINE void store_edge(LOCAL const float* tile, GLOBAL float* c, int ldc, int rows, int columns, int start,
                       GLOBAL const float* bias) {
  for (int r = 0; r < rows; r++) {
    GLOBAL float* to = c + (long)r * ldc;
    GLOBAL const float* first = start == START_BIAS ? bias : to;
    LOCAL const float* from = tile + r * COLUMNS;
    for (int n = 0; n < columns; n += 16) {
      int lanes = columns - n;
      float16 value = load16_local(from + n);
      if (start != START_ZERO) value += load_part(first + n, lanes, 0);
      store_part(value, to + n, lanes);
    }
  }
}

#define STORE_TILE(R, V)                                                                                         \
  if (rows == R && columns >= V * 16) {                                                                          \
    if (start == START_ZERO) {                                                                                   \
      EACH(R, V, store16(sum[r][v], c + (long)r * ldc + v * 16))                                                 \
    } else if (start == START_BIAS) {                                                                            \
      EACH(R, V, store16(load16(bias + v * 16) + sum[r][v], c + (long)r * ldc + v * 16))                         \
    } else {                                                                                                     \
      EACH(R, V, store16(load16(c + (long)r * ldc + v * 16) + sum[r][v], c + (long)r * ldc + v * 16))            \
    }                                                                                                            \
    return 0;                                                                                                    \
  }                                                                                                              \
  EACH(R, V, store16_local(sum[r][v], tile + r * COLUMNS + v * 16))                                              \
  return 1;
#else
#define STORE_TILE(R, V)                                                                                         \
  EACH(R, V, store16_local(sum[r][v], tile + r * COLUMNS + v * 16))                                              \
  return 1;
#endif
#define EACH(R, V, statement)                                                                                    \
  _Pragma("unroll") for (int r = 0; r < R; r++) {                                                                \
    _Pragma("unroll") for (int v = 0; v < V; v++) statement;                                                     \
  }

// Besides the full tile, tiles of 2, 6 and 10 rows for the edge: more would cost compile time.
#if VECTORS == 2
#define MICRO_KERNELS(R) MICRO_KERNEL(R, 1) MICRO_KERNEL(R, 2)
#define RUN_MICRO(R)                                                                                             \
  (columns > 16 ? micro_##R##_2(a, lda, b, ldb, kc, c, ldc, rows, columns, start, bias, tile)                         \
                : micro_##R##_1(a, lda, b, ldb, kc, c, ldc, rows, columns, start, bias, tile))
#else
#define MICRO_KERNELS(R) MICRO_KERNEL(R, 1)
#define RUN_MICRO(R) micro_##R##_1(a, lda, b, ldb, kc, c, ldc, rows, columns, start, bias, tile)
#endif
#define EXPANDED_MICRO_KERNELS(R) MICRO_KERNELS(R)
#define EXPANDED_RUN_MICRO(R) RUN_MICRO(R)

EXPANDED_MICRO_KERNELS(ROWS)
#if !PATCHES_IN_PLACE
#if ROWS > 2
MICRO_KERNELS(2)
#endif
#if ROWS > 6
MICRO_KERNELS(6)
#endif
#if ROWS > 10
MICRO_KERNELS(10)
#endif
#endif

// Runs the smallest micro-kernel that has these rows and columns; returns 1 where the tile is left in `tile`.
INLINE int micro(A_SPACE const float* a, int lda, B_SPACE const float* b, int ldb, int kc, GLOBAL float* c, int ldc,
                 int rows, int columns, int start, GLOBAL const float* bias, LOCAL float* tile) {
#if !PATCHES_IN_PLACE
#if ROWS > 2
  if (rows <= 2) return RUN_MICRO(2);
#endif
#if ROWS > 6
  if (rows <= 6) return RUN_MICRO(6);
#endif
#if ROWS > 10
  if (rows <= 10) return RUN_MICRO(10);
#endif
#endif
  return EXPANDED_RUN_MICRO(ROWS);
}

#ifdef HAS_EPILOGUE
// Applies the epilogue to complete elements of C while they are in the cache: to `rows` lines of `columns`, the first
// at `at`, the others every `stride`. Done to stored tiles rather than in the micro-kernels, it is compiled once.
INLINE void finish(GLOBAL float* c, long at, long stride, int rows, int columns, GLOBAL const float* gate) {
  for (int r = 0; r < rows; r++, at += stride) {
    for (int n = 0; n < columns; n += 16) {
      int lanes = columns - n;
      store_part(EPILOGUE(load_part(c + at + n, lanes, 0), at + n, lanes), c + at + n, lanes);
    }
  }
}
#endif

#if USES_PATCHES
#define GEOMETRY_PARAMETERS                                                                                      \
  , int images, int height, int width, int channels, int small_height, int small_width, int small_channels,      \
      int kernel_height, int kernel_width, int stride, int padding
#define GEOMETRY                                                                                                 \
  {height, width, channels, small_height, small_width, small_channels, kernel_height, kernel_width, stride, padding}
#else
#define GEOMETRY_PARAMETERS
#define GEOMETRY {0}
#endif

#if C_TARGET == 0
// z counts batch entries times splits of k; C has a part of c_batch elements for each, A and B for each entry.
// A work-item covers k_block of k, and packs `depth` (at most KC) of it at a time.
__attribute__((reqd_work_group_size(1, 1, 1))) KERNEL void product(
    GLOBAL const float* a_source,  // [batch][m_count][k_count], or as A_SOURCE says
    GLOBAL const float* b_source,  // [batch][k_count][n_count], or as B_SOURCE says
    GLOBAL float* c,               // [batch or splits][m_count][n_count], or the large image
    GLOBAL const float* bias,      // [bias_period]; read where start is START_BIAS
    int m_count, int n_count, int k_count, int lda, int ldb, int ldc, int a_batch, int b_batch, int c_batch,
    int m_block, int n_block, int k_block, int depth, int splits, int start,
    int bias_period GEOMETRY_PARAMETERS, GLOBAL const float* gate) {
#if !IN_PLACE
  LOCAL float a[A_CAPACITY] __attribute__((aligned(64)));
#endif
#if !B_DIRECT
  LOCAL float b[B_CAPACITY] __attribute__((aligned(64)));
#endif
  LOCAL float tile[ROWS * COLUMNS] __attribute__((aligned(64)));
#if B_SOURCE == 2
  LOCAL float line[B_CAPACITY / 16 + 16] __attribute__((aligned(64)));
#elif !B_DIRECT
  LOCAL float* line = tile;
#endif
#if !(ROWS_IN_PLACE && B_DIRECT)
  Geometry g = GEOMETRY;
#endif
  int z = get_group_id(2), entry = z / splits, split = z % splits;
  a_source += (long)entry * a_batch;
  b_source += (long)entry * b_batch;
  c += (long)z * c_batch;
#if PATCHES_IN_PLACE
  lda = width * channels;
#elif A_SOURCE >= 2
  GLOBAL const float* a_end = a_source + (long)images * height * width * channels;
#elif !IN_PLACE
  GLOBAL const float* a_end = a_source + (long)m_count * k_count;
#endif
#if B_SOURCE == 2
  GLOBAL const float* b_end = b_source + (long)images * height * width * channels;
#elif !B_DIRECT
  GLOBAL const float* b_end = b_source + (long)k_count * n_count;
#endif
  int m0 = (int)get_group_id(1) * m_block, m1 = min(m0 + m_block, m_count);
  int k_begin = split * k_block, k_end = min(k_begin + k_block, k_count);
  int n0 = (int)get_group_id(0) * n_block;
  int nc = min(n_block, n_count - n0);
  for (int k0 = k_begin; k0 < k_end; k0 += depth) {
    int kc = min(depth, k_end - k0);
#if !B_DIRECT
    pack_b(b, line, b_source, b_end, ldb, k0, kc, n0, nc, g);
#endif
#if K_MAJOR
    pack_a(a, a_source, a_end, lda, m0, m1 - m0, k0, kc, g);
#endif
    for (int m = m0, rows; m < m1; m += rows) {
      rows = min(m1 - m, ROWS);
#if PATCHES_IN_PLACE
      // The last tile of a line begins early enough to be whole: what it has in common with another is the same.
      int line = m / small_width, x = m - line * small_width;
      if (x + ROWS > small_width) {
        m -= x + ROWS - small_width;
        x = small_width - ROWS;
      }
      rows = ROWS;
      long top = (long)(line / small_height) * height + line % small_height * stride;
      GLOBAL const float* left = a_source + top * lda + x * STEP;
#elif ROWS_IN_PLACE
      GLOBAL const float* left = a_source + (long)m * lda + k0;
#elif K_MAJOR
      LOCAL const float* left = a + (m - m0);
#else
      LOCAL const float* left = a;
      pack_a(a, a_source, a_end, lda, m, rows, k0, kc, g);
#endif
      for (int n = 0; n < nc; n += COLUMNS) {
        int columns = min(nc - n, COLUMNS);
        GLOBAL float* to = c + (long)m * ldc + n0 + n;
        GLOBAL const float* first = bias + (n0 + n) % bias_period;
        int begin = k0 > k_begin ? START_OUTPUT : start;
        if (micro(left, lda, B_PANEL(n), ldb, kc, to, ldc, rows, columns, begin, first, tile))
          store_edge(tile, to, ldc, rows, columns, begin, first);
      }
#ifdef HAS_EPILOGUE
      if (k0 + kc == k_end) finish(c, (long)m * ldc + n0, ldc, rows, nc, gate);
#endif
    }
  }
}
#endif
