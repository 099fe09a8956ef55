// Packs the operands of matrix products for CPUs: B into panels of COLUMNS columns, and A into tiles of ROWS rows.
// product_im2col.cl precedes this file.
//
// Macros, besides the tile sizes:
//   A_SOURCE   0: A[m][k]     1: A[k][m]     2: patches, m is a pixel     3: patches, k is a pixel
//   B_SOURCE   0: B[k][n]     1: B[n][k]     2: patches, k is a pixel
//              3: the taps of a convolution's weight [taps][n][channels] in reverse order; k is (tap, channel)
//   IN_PLACE   1: the patches of A_SOURCE 2 are read where they lie: STEP elements lie between the windows of a
//              line, RUN form a line of a patch. No window leaves its image, a line of windows is no shorter than
//              ROWS, a block of m is whole lines, and the depth is all of k.
//              2: the rows of A_SOURCE 0 are read where they lie, which a tile of few columns does once or twice.
//   B_DIRECT   1: B is read where it lies

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
#ifndef IN_PLACE
#define IN_PLACE 0
#endif

#define IM2COL_IN_PLACE (IN_PLACE == 1)
#define ROWS_IN_PLACE (IN_PLACE == 2)

#define COLUMNS (VECTORS * WIDTH)
#define K_MAJOR (A_SOURCE == 1 || A_SOURCE == 3)
// The strides of packed A are odd numbers of cache lines, so that rows fall into different cache sets.
#if K_MAJOR
#define A_STRIDE (MC + 16)
#define A_CAPACITY (KC * A_STRIDE)
#define A_AT(r, k) a[(k)*A_STRIDE + (r)]
#elif IM2COL_IN_PLACE
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
#if IM2COL_IN_PLACE
// The lines of a patch are `lda` elements apart.
#define FOR_EACH_K                        \
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

#if !K_MAJOR && !IN_PLACE
// Sets the rows after the first `rows` of packed A that the micro-kernel of the last tile reads.
INLINE void zero_rows(LOCAL float* a, int rows, int kc) {
  int whole = rows / ROWS * ROWS, rest = rows - whole;
  int read = rest == 0 ? 0 : rest <= 2 ? min(2, ROWS) : rest <= 6 ? min(6, ROWS) : rest <= 10 ? min(10, ROWS) : ROWS;
  for (int r = rest; r < read; r++) zero_floats(a + (whole + r) * A_STRIDE, kc);
}
#endif

// Packs kc rows and nc columns of a B that is stored transposed, [n][k], into panels of `depth` rows from row `at`
// on.
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

// Packs kc rows and nc columns of B into panels of `depth` rows from row `at` on. Columns beyond nc are zero.
INLINE void pack_rows(LOCAL float* to, GLOBAL const float* b, int ldb, int depth, int at, int kc, int nc) {
  for (int k = 0; k < kc; k++) {
    GLOBAL const float* from = b + (long)k * ldb;
    for (int n = 0; n < nc; n += 16) {
      store16_local(load_part(from + n, nc - n, 0), to + (n / COLUMNS * depth + at + k) * COLUMNS + n % COLUMNS);
    }
  }
}

// The place in packed B of row k of the vector that begins at column n.
#define B_AT(n, k) (((n) / COLUMNS * kc + (k)) * COLUMNS + (n) % COLUMNS)

// Packs rows [k0, k0 + kc) and columns [n0, n0 + nc) of B as panels [nc / COLUMNS][kc][COLUMNS]. Columns beyond nc
// are zero.
INLINE void pack_b(LOCAL float* to, LOCAL float* line, GLOBAL const float* b, GLOBAL const float* end, int ldb, int k0,
                   int kc, int n0, int nc, Geometry g) {
#if B_SOURCE == 1
  pack_transposed(to, b + (long)n0 * ldb + k0, ldb, kc, 0, kc, nc);
#elif B_SOURCE == 3
  // ldb is the number of elements k of a tap; n counts the channels of the resulting image.
  int taps = g.kernel_height * g.kernel_width;
  for (int k = k0; k < k0 + kc;) {
    int tap = k / ldb, inner = k - tap * ldb, length = min(ldb - inner, k0 + kc - k);
    GLOBAL const float* from = b + ((long)(taps - 1 - tap) * g.feature_channels + n0) * ldb + inner;
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
// Packs rows [m, m + rows) and columns [k0, k0 + kc) of A to A_AT, and sets all rows that the micro-kernel reads.
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
