// Matrix products for CPUs: C[m, n] (+)= sum over k of A[m, k] * B[k, n], and convolutions, which are the same product
// with A or B read as the patches of an image.
//
// A work-item computes a block of C. For every KC of k it packs B into panels of COLUMNS columns (in local memory,
// sized for the L2 cache) and A into tiles of ROWS rows (for the L1 cache; product_pack.cl). A micro-kernel then
// keeps a ROWS x COLUMNS tile of C in registers (product_micro_kernel.cl). Both files precede this one.
// global size: {blocks of n, blocks of m, batch or splits of k}, local size {1, 1, 1}

// z counts batch entries times splits of k. C has a part of c_batch elements for each, A and B one for each entry. A
// work-item covers k_block of k, and packs `depth` (at most KC) of it at a time.
__attribute__((reqd_work_group_size(1, 1, 1))) KERNEL void product(
    GLOBAL const float* a_source,  // [batch][m_count][k_count], or as A_SOURCE says
    GLOBAL const float* b_source,  // [batch][k_count][n_count], or as B_SOURCE says
    GLOBAL float* c,               // [batch or splits][m_count][n_count], or the image
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
#if IM2COL_IN_PLACE
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
#if IM2COL_IN_PLACE
      // The last tile of a line begins early enough to be whole: the elements that it shares with the one before are
      // the same.
      int line = m / feature_width, x = m - line * feature_width;
      if (x + ROWS > feature_width) {
        m -= x + ROWS - feature_width;
        x = feature_width - ROWS;
      }
      rows = ROWS;
      long top = (long)(line / feature_height) * height + line % feature_height * stride;
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
